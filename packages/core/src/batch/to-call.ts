import { ConfigurationError } from '../contract/errors.ts';
import { checkOptions } from '../options/check-options.ts';
import type { EmbedOptions, GenerateOptions } from '../options/options.ts';
import { defined } from '../util/defined.ts';
import { formatValue } from '../util/format-value.ts';
import { bodyToOptions } from './chat-line.ts';

/** Call of one item. */
export type BatchCall =
  | { readonly embed: EmbedOptions; readonly generate?: undefined }
  | { readonly generate: GenerateOptions; readonly embed?: undefined };

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns the id that an item has, or `undefined`. */
export function idOf(value: unknown): string | undefined {
  if (!isFields(value)) return undefined;
  const id = value.custom_id ?? value.id;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}

/**
 * Returns the call of an item.
 *
 * @param where position of the item, for error messages
 * @throws ConfigurationError for an item without a prompt, and for unknown or invalid options
 */
export function toCall(value: unknown, where: string): BatchCall {
  if (typeof value === 'string') {
    if (value.trim() === '') throw new ConfigurationError(`${where} has no prompt: the text is empty.`);
    return { generate: { prompt: value } };
  }
  if (!isFields(value)) throw new ConfigurationError(`${where} has no prompt: it is ${formatValue(value)}. ${forms}`);
  if (isFields(value.body)) return at(where, () => lineToCall(value, value.body as Fields, where));
  const { id: _, custom_id: __, ...options } = value;
  if (options.input !== undefined) return toEmbed(options, where);
  return toGenerate(options, where);
}

const forms =
  "Each item is text, or an object with 'prompt', 'messages', 'input' (texts to embed) or the 'body' of a batch line.";

function toGenerate(options: Fields, where: string): BatchCall {
  const { prompt, messages, stream } = options;
  const media = ['images', 'audio', 'videos', 'files'].some((name) => options[name] !== undefined);
  const hasPrompt = typeof prompt === 'string' ? prompt.trim() !== '' || media : prompt !== undefined;
  if (!hasPrompt && messages === undefined && !media) {
    throw new ConfigurationError(`${where} has no prompt: ${formatValue(options)}. ${forms}`);
  }
  if (Array.isArray(messages) && messages.length === 0 && !hasPrompt && !media) {
    throw new ConfigurationError(`${where} has no prompt: 'messages' is empty.`);
  }
  if (stream) throw new ConfigurationError(`${where} has the option 'stream', which does not work in a batch.`);
  at(where, () => checkOptions(options, 'generate', where));
  return { generate: options as GenerateOptions };
}

function toEmbed(options: Fields, where: string): BatchCall {
  at(where, () => checkOptions(options, 'embed', where));
  return { embed: options as unknown as EmbedOptions };
}

function lineToCall({ url = '', method = 'POST' }: Fields, body: Fields, where: string): BatchCall {
  if (String(method).toUpperCase() !== 'POST') {
    throw new ConfigurationError(`Field 'method' must be 'POST', not ${formatValue(method)}.`);
  }
  if (String(url).endsWith('/embeddings')) {
    const { input, model, dimensions, encoding_format: _, ...rest } = body;
    const hasRest = Object.keys(rest).length > 0;
    const given = { input, model, dimensions, ...(hasRest && { providerOptions: rest }) };
    return toEmbed(defined(given), where);
  }
  const known = ['', '/chat/completions', '/responses'].some((end) => String(url).endsWith(end) && (end || url === ''));
  if (!known) {
    throw new ConfigurationError(
      `Field 'url' must be /v1/chat/completions, /v1/responses or /v1/embeddings, not ${formatValue(url)}.`,
    );
  }
  return toGenerate(bodyToOptions(body), where);
}

/** Runs `act`. Adds the position of the item to its error. */
function at<Value>(where: string, act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (message.startsWith(where)) throw error;
    throw new ConfigurationError(`${where}: ${message}`, { cause: error });
  }
}
