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

/** Options of a new conversation. */
export interface ConversationOptions {
  /** System prompt. @default the system prompt of the client, for a new conversation */
  readonly system?: string | undefined;
  /** Earlier turns. A system message becomes the system prompt. */
  readonly messages?: readonly Message[] | undefined;
  /** Client that answers the messages. `use` sets it later. */
  readonly client?: ConversationClient | undefined;
  /** Action if the conversation exceeds the context window of the model. Nothing is trimmed by default. */
  readonly trim?: Trim | undefined;
}

/** Options for opening or restoring a stored conversation. */
export type OpenOptions = Omit<ConversationOptions, 'messages'>;

/**
 * Validates the options of a conversation.
 *
 * @param where function that received the options, for the error message
 * @throws ConfigurationError for an unknown option or an invalid value
 */
export function checkConversation(
  options: ConversationOptions,
  where: string,
  names: readonly string[] = ['system', 'messages', 'client', 'trim'],
): void {
  checkNames(options, names, where);
  const { system, client, trim } = options;
  if (system !== undefined && typeof system !== 'string') {
    throw new ConfigurationError(`Option 'system' must be a string, not ${formatValue(system)}.`);
  }
  if (client !== undefined && !attachedContext(client)) {
    throw new ConfigurationError(`Option 'client' must be an LLMClient, not ${formatValue(client)}.`);
  }
  checkOption('trim', trim);
}
