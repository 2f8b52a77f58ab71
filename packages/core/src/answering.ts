import type { Message } from './message.ts';
import type { Trim } from './options.ts';
import type { ModelProvider, Provider } from './provider.ts';
import type { ClientSetup } from './set-up.ts';

/** Where a client keeps how it answers; the same in every copy of core. */
export const answers: unique symbol = Symbol.for('@rephysco/core/answers@1') as never;

/** Who can answer in a conversation: an `LLMClient`. */
export interface Answering {
  /** How it answers, or another provider in its place. */
  readonly [answers]: (provider?: ModelProvider | Provider) => ClientSetup;
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
