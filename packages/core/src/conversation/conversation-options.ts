import { attachedContext } from '../call/attached-context.ts';
import { ConfigurationError } from '../contract/errors.ts';
import type { Message } from '../contract/message.ts';
import type { Provider } from '../contract/provider.ts';
import { checkNames } from '../options/check-option-names.ts';
import { checkOption } from '../options/check-options.ts';
import type { Trim } from '../options/options.ts';
import { formatValue } from '../util/format-value.ts';

/** Client that answers in a conversation: an `LLMClient`. */
export interface ConversationClient {
  readonly provider: Provider;
  /** Model of messages without the option `model`. */
  readonly model: string;
}

/** How a conversation begins. */
export interface ConversationOptions {
  /** Default: the client's, for a conversation that begins. */
  readonly system?: string | undefined;
  /** Turns that were said before. A system message becomes the system prompt. */
  readonly messages?: readonly Message[] | undefined;
  /** Who answers. `use` sets it later. */
  readonly client?: ConversationClient | undefined;
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
    throw new ConfigurationError(`Option 'system' must be text, not ${formatValue(system)}.`);
  }
  if (client !== undefined && !attachedContext(client)) {
    throw new ConfigurationError(`A conversation's client must be an LLMClient, not ${formatValue(client)}.`);
  }
  checkOption('trim', trim);
}
