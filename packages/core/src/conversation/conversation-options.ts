import type { ClientSetup } from '../call/client-context.ts';
import { ConfigurationError } from '../contract/errors.ts';
import type { Message } from '../contract/message.ts';
import type { ModelProvider, Provider } from '../contract/provider.ts';
import { checkNames } from '../options/check-option-names.ts';
import type { Trim } from '../options/options.ts';
import { checkTrim } from '../options/validate-options.ts';
import { shown } from '../util/format-value.ts';

/** Who can answer in a conversation: an `LLMClient`. */
export interface Answering {
  /** How it answers, or another provider in its place. For the conversation alone. */
  '~setup'(provider?: ModelProvider | Provider): ClientSetup;
}

/** How a conversation begins. */
export interface ConversationOptions {
  /** Default: the client's, for a conversation that begins. */
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

/**
 * Refuses options that no conversation could take.
 *
 * @param where what takes them, to name in the error
 * @throws ConfigurationError
 */
export function checkConversation(
  options: ConversationOptions,
  where: string,
  names: readonly string[] = ['system', 'messages', 'client', 'trim'],
): void {
  checkNames(options, names, where);
  const { system, client, trim } = options;
  if (system !== undefined && typeof system !== 'string') {
    throw new ConfigurationError(`Option 'system' must be text, not ${shown(system)}.`);
  }
  if (client !== undefined && typeof (client as Partial<Answering> | null)?.['~setup'] !== 'function') {
    throw new ConfigurationError(`A conversation's client must be an LLMClient, not ${shown(client)}.`);
  }
  checkTrim(trim);
}
