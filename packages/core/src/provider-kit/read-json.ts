import type { PartialAnswer } from '../contract/error-details.ts';
import { ProviderError } from '../contract/errors.ts';
import type { JSONLimits } from '../util/parse-json.ts';
import { collectBytes } from './collect-bytes.ts';
import { attempt, fromErrorObject, invalidAnswer } from './errors.ts';
import { rememberBody } from './failure-response.ts';
import { isErrorObject } from './is-error-object.ts';
import { isLarge, parseInSteps, parseJSON } from './json.ts';
import { defaultAnswerBytes, maxErrorBytes, readLimited } from './limits.ts';
import type { Origin } from './origin.ts';
import { asList, asObject, isWebPage, type WireObject } from './wire-value.ts';

const nothing: PartialAnswer = { text: '', content: [] };

/**
 * Reads the body of a response as a JSON object, or the first object of a list.
 *
 * @throws ProviderError for a web page, an empty body, another value, or an error object
 */
export async function readJSONObject(response: Response, origin: Origin, limits?: JSONLimits): Promise<WireObject> {
  return toJSONObject(await readText(response, origin), response.status, origin, { limits });
}

/** Returns the limits for a body with vectors, each of which may have up to 16,384 numbers. */
export function vectorLimits(inputs: number): JSONLimits {
  return { maxValues: Math.min(8_000_000, 1000 + 16_384 * inputs) };
}

/**
 * Reads the body of a response, up to `origin.maxAnswerBytes`.
 *
 * @throws ProviderError of kind `interrupted` if the connection fails; InvalidAnswerError for a larger body
 */
export function readText(response: Response, origin: Origin): Promise<string> {
  const { maxAnswerBytes: maxBytes = defaultAnswerBytes, partial = nothing } = origin;
  return attempt(readLimited(response, { maxBytes }), { ...origin, partial });
}

/** Body that was read to its end: a text, or the object of JSON that is too large for one step. */
export type WholeBody = { readonly text: string } | { readonly object: WireObject };

/**
 * Reads a body to its end, up to `origin.maxAnswerBytes`. Parses a large one in steps.
 *
 * @param status status of the response, for the message
 * @throws ProviderError of kind `interrupted` if the connection fails; InvalidAnswerError for a larger body; the errors
 *   of `toJSONObject` for a large body
 */
export async function readWhole(body: AsyncIterable<Uint8Array>, status: number, origin: Origin): Promise<WholeBody> {
  const { maxAnswerBytes = defaultAnswerBytes, partial = nothing } = origin;
  const reading = collectBytes(body, { maxBytes: maxAnswerBytes });
  const { bytes, free } = await attempt(reading, { ...origin, partial });
  try {
    const value = isLarge(bytes) && isContainer(bytes) ? await inSteps(bytes, status, origin) : undefined;
    return value === undefined ? { text: decoder.decode(bytes) } : { object: objectIn(value, status, origin) };
  } finally {
    free();
  }
}

const decoder = new TextDecoder();

/** Returns `true` if the first character is `{` or `[`. */
function isContainer(bytes: Buffer): boolean {
  const first = bytes.find((byte) => byte > 0x20);
  return first === 0x7b || first === 0x5b;
}

/** Returns `undefined` for a body that is not JSON, which may be lines of JSON. */
async function inSteps(bytes: Buffer, status: number, origin: Origin): Promise<unknown> {
  try {
    return await parseInSteps(bytes);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw invalidAnswer(`the service answered ${status} with a body that is not JSON`, origin, error);
  }
}

/** Options of `toJSONObject`. */
export interface ToObjectOptions {
  /** Limits of the JSON. The defaults fit every answer. */
  readonly limits?: JSONLimits | undefined;
  /** Value of the text, if it was parsed before. */
  readonly value?: unknown;
}

/**
 * Parses the body of a response as a JSON object, or the first object of a list.
 *
 * @param status status of the response, for the message
 * @throws ProviderError for a web page, an empty body, another value, or an error object
 */
export function toJSONObject(text: string, status: number, origin: Origin, options: ToObjectOptions = {}): WireObject {
  try {
    return parseObject(text, status, origin, options);
  } catch (error) {
    throw error instanceof ProviderError ? rememberBody(error, text.slice(0, maxErrorBytes), origin.secrets) : error;
  }
}

function parseObject(
  text: string,
  status: number,
  origin: Origin,
  { limits, value: known }: ToObjectOptions,
): WireObject {
  let value = known;
  try {
    value ??= parseJSON(text, limits);
  } catch (cause) {
    throw invalidAnswer(
      `the service answered ${status} with ${formOf(text)}${addressHint(text, origin)}`,
      origin,
      cause,
    );
  }
  return objectIn(value, status, origin);
}

function objectIn(value: unknown, status: number, origin: Origin): WireObject {
  const body = asObject(asList(value)[0] ?? value);
  if (!body) throw invalidAnswer(`the service answered ${status} with a body that is not an answer`, origin);
  if (isErrorObject(body)) throw fromErrorObject(body, origin);
  return body;
}

function formOf(text: string): string {
  if (text.trim() === '') return 'an empty body';
  return isWebPage(text) ? 'a web page' : 'a body that is not JSON';
}

/** Returns a hint to check the base URL if the response is a web page, as the root of local servers often is. */
function addressHint(text: string, { baseURL }: Origin): string {
  if (!isWebPage(text) || /\/v\d/.test(new URL(baseURL).pathname)) return '';
  return `. Check the base URL ${baseURL}: most services expect a version in its path, for example ${baseURL}/v1`;
}
