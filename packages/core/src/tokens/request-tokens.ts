import { type ContentPart, isMediaPart, type MediaPart, messageParts } from '../contract/message.ts';
import type { ModelInfo, Tokenizer } from '../contract/model-info.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { parseDataURL } from '../media/data-url.ts';
import type { Encoding } from './bpe/vocabulary.ts';
import { formError } from './form-error.ts';
import { countMedium, type MediumCount, ratesFor } from './media-tokens.ts';
import { ownCounter } from './own-tokenizer.ts';
import { type Count, textCounter } from './text-tokens.ts';
import { type TokenProfile, tokenProfile } from './tokenizer-profiles.ts';
import { type Weight, weigh } from './weigh.ts';

/** Number of input tokens of a request, counted locally. */
export interface OwnCount {
  readonly tokens: number;
  /** `true` if counted with the tokenizer and the chat format of the model. */
  readonly exact: boolean;
  /** Maximum difference to the true count, in either direction. */
  readonly bound: number;
}

const encodings: Partial<Record<Tokenizer, Encoding>> = { o200k_base: 'o200k_base', cl100k_base: 'cl100k_base' };

/** Relative error with a known vocabulary, because the format of messages with several parts is unknown. */
const knownError = 0.05;
/** Relative error with an unknown vocabulary: the maximum difference between known ones. */
const unknownError = 0.3;
/**
 * Relative error for tools and schemas. Services render them in their own formats, with half to twice the tokens of
 * JSON.
 */
const definitionError = 0.8;

/** Counts messages, tools, schema and media of a request. Base64 of media never counts as text. */
export async function countLocally(request: GenerateRequest, model: ModelInfo): Promise<OwnCount> {
  const encoding = model.tokenizer && encodings[model.tokenizer];
  const { tokenizer } = request;
  const count = tokenizer ? ownCounter(tokenizer, model.id) : await textCounter(encoding ?? 'o200k_base');
  const { vocabulary, ...frames } = tokenProfile(model);
  const profile: TokenProfile = tokenizer || !vocabulary ? frames : { ...frames, vocabulary };
  const { text, media } = countMessages(request, model, count, profile);
  const definitions = countDefinitions(profile.countsSchema === false ? { tools: request.tools } : request, count);
  const preamble = request.tools?.length ? profile.toolPreamble : 0;
  const frame = request.messages.length * profile.perMessage + profile.perAnswer;
  const tokens = Math.round(text.tokens + media.tokens + definitions) + preamble + frame;
  // Without a known vocabulary, the chat format is unknown, too.
  if (tokenizer && isPlain(request)) return { tokens, exact: true, bound: model.tokenizer ? 0 : frame };
  const isExact = encoding !== undefined && isPlain(request) && formError(request, model) === 0;
  if (isExact) return { tokens, exact: true, bound: 0 };
  const error =
    text.bound +
    formError(request, model) +
    definitions * definitionError +
    media.bound +
    profile.hidden +
    preamble / 2;
  return { tokens, exact: false, bound: Math.ceil(error) };
}

/** Counts all messages in one pass, because a long history is counted at every turn. */
function countMessages(
  { messages, providerOptions, tokenizer }: GenerateRequest,
  model: ModelInfo,
  count: Count,
  profile: TokenProfile,
): { readonly text: Weight; readonly media: MediumCount } {
  const rates = ratesFor(model.media, providerOptions);
  const plainError = model.tokenizer || tokenizer ? knownError : unknownError;
  let text = 0;
  let textBound = 0;
  const add = (words: string): void => {
    const weight = profile.vocabulary && weigh(words, count, profile.vocabulary);
    const tokens = weight ? weight.tokens : count(words);
    text += tokens;
    textBound += weight ? weight.bound : tokens * plainError;
  };
  let tokens = 0;
  let bound = 0;
  for (const { content } of messages) {
    if (typeof content === 'string') add(content);
    else {
      for (const part of content) {
        const words = isMediaPart(part) ? documentText(part) : wordsOf(part);
        if (words !== undefined) add(words);
        else if (isMediaPart(part)) {
          const medium = countMedium(part, rates);
          tokens += medium.tokens;
          bound += medium.bound;
        }
      }
    }
  }
  return { text: { tokens: text, bound: textBound }, media: { tokens, bound } };
}

/** Maximum tokens of a medium of a model without a known formula. */
const mostOfUnknown = 3000;

/** Returns the maximum tokens of the media of a request. Text documents count one token per byte. */
export function mostMediaTokens({ messages, providerOptions }: GenerateRequest, { media }: ModelInfo): number {
  const rates = ratesFor(media, providerOptions);
  return messages.flatMap(messageParts).reduce((sum, part) => {
    if (!isMediaPart(part)) return sum;
    const text = documentText(part);
    if (text !== undefined) return sum + Buffer.byteLength(text);
    const { tokens, bound } = countMedium(part, rates);
    return sum + (rates ? tokens + bound : mostOfUnknown);
  }, 0);
}

/** Returns the text of a text document, because models receive it as text. */
function documentText({ type, url }: MediaPart): string | undefined {
  if (type !== 'file' || !/^data:(?:text\/|application\/json)/i.test(url)) return undefined;
  return Buffer.from(parseDataURL(url)?.data ?? '', 'base64').toString();
}

function countDefinitions({ tools, schema }: Pick<GenerateRequest, 'tools' | 'schema'>, count: Count): number {
  return (tools?.length ? count(JSON.stringify(tools)) : 0) + (schema ? count(JSON.stringify(schema)) : 0);
}

function wordsOf(part: Exclude<ContentPart, { readonly url: string }>): string {
  if (part.type === 'source') return '';
  if ('text' in part) return part.text;
  return part.type === 'tool-call' ? `${part.name}${spelled(part.arguments)}` : spelled(part.output);
}

/** Returns a value as the model receives it: text unchanged, other values as JSON. */
function spelled(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function isPlain({ messages, tools, schema }: GenerateRequest): boolean {
  const texts = messages.every(({ content }) => typeof content === 'string');
  return texts && !tools?.length && schema === undefined;
}
