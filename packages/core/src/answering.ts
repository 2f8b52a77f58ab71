import type { Message } from './message.ts';
import type { Trim } from './options.ts';
import type { ModelProvider, Provider } from './provider.ts';
import type { ClientSetup } from './set-up.ts';

/** Who can answer in a conversation: an `LLMClient`. */
export interface Answering {
  /** How it answers, or another provider in its place. For the conversation alone. */
  '~setup'(provider?: ModelProvider | Provider): ClientSetup;
}

/** How a conversation begins. */
export interface ConversationOptions {
  readonly system?: string | undefined;
  /** Turns that were said before. A system message becomes the system prompt. */
  readonly messages?: readonly Message[] | undefined;
  /** Who answers. `use` sets it later. */
  readonly client?: Answering | undefined;
  /** What to do when it outgrows the model's context window. Default: nothing. */
  readonly trim?: Trim | undefined;
}

/** How a conversation goes on that was kept. */
export type OpenOptions = Omit<ConversationOptions, 'messages'>;
