import { byteSource, stringSource } from '../util/json-source.ts';
import { checkJSON, type JSONLimits } from '../util/parse-json.ts';
import { parseLargeJSON } from '../util/parse-large-json.ts';
import { nextTurn } from '../util/pause.ts';

/** Matches digits that may be an integer beyond 2^53. Most texts have none, and are then parsed without a reviver. */
const longInteger = /(?:^|[:[,\s])-?\d{16}/;

/** Number of digits of 2^53. */
const manyDigits = 16;

/**
 * Returns `true` if the text contains 16 digits in a row. Reads every 16th character, one of which is in each such row.
 * The pattern takes six times as long, which is 4 % of the time per chunk of a stream.
 */
function hasManyDigits(text: string): boolean {
  for (let place = manyDigits - 1; place < text.length; place += manyDigits) {
    if (!isDigit(text, place)) continue;
    let start = place;
    while (isDigit(text, start - 1)) start -= 1;
    let end = place + 1;
    while (isDigit(text, end)) end += 1;
    if (end - start >= manyDigits) return true;
  }
  return false;
}

function isDigit(text: string, place: number): boolean {
  const code = text.charCodeAt(place);
  return code >= 0x30 && code <= 0x39;
}

/**
 * Parses JSON. Integers beyond 2^53 become strings with all digits, because a number would lose some of them.
 *
 * @param limits maximum depth and number of values. The defaults fit every answer
 * @throws SyntaxError for a text that is not JSON
 * @throws JSONLimitError for a text that exceeds a limit, before it is parsed
 */
export function parseJSON(text: string, limits?: JSONLimits): unknown {
  checkJSON(text, limits);
  return hasManyDigits(text) && longInteger.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

/** Number of characters from which JSON is parsed in steps. Shorter texts take a few milliseconds. */
const large = 262_144;

/** Returns `true` for a text or a body that should be parsed with `parseInSteps`. */
export const isLarge = ({ length }: { readonly length: number }): boolean => length > large;

/**
 * Parses large JSON like `parseJSON`, in steps, so that it does not delay the other work of the process.
 *
 * @throws SyntaxError for a text that is not JSON
 * @throws JSONLimitError for a text that exceeds a limit
 */
export async function parseInSteps(text: string | Uint8Array, limits?: JSONLimits): Promise<unknown> {
  const source = typeof text === 'string' ? stringSource(text) : byteSource(text);
  const value = await parseLargeJSON(source, (scalar) => parseJSON(scalar), limits);
  // Callers read the whole value in one step.
  await nextTurn();
  return value;
}

/** Returns the parsed JSON, or `undefined` for a text that is not JSON. */
export function tryParseJSON(text: string): unknown {
  try {
    return parseJSON(text);
  } catch {
    return undefined;
  }
}

function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || Number.isSafeInteger(value) || source === undefined) return value;
  return /^-?\d+$/.test(source) ? source : value;
}

/** Serializes a value as JSON. Replaces lone surrogates by U+FFFD, because services reject a body with one. */
export function toJSON(value: unknown): string {
  const text = JSON.stringify(value);
  // `JSON.stringify` escapes a lone surrogate, and no other code unit of that range.
  return text.includes('\\ud')
    ? text.replace(loneSurrogate, (all, surrogate?: string) => (surrogate ? '\\ufffd' : all))
    : text;
}

/** Matches an escaped backslash, which stays unchanged, or the escape of a surrogate. */
const loneSurrogate = /\\\\|(\\ud[89a-f][0-9a-f]{2})/g;

/**
 * Parses the arguments of a tool call: JSON, JSON within a JSON string, an object, or nothing. An empty text and
 * `null` mean no arguments. A text that is not JSON stays a text.
 */
export function parseArguments(value: unknown): unknown {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'string') return value;
  if (value.trim() === '') return {};
  const first = tryParseJSON(value);
  if (first === undefined) return value;
  // Some gateways encode the arguments again at each hop.
  let parsed: unknown = first;
  for (let level = 0; level < 3 && typeof parsed === 'string'; level += 1) parsed = tryParseJSON(parsed);
  return (typeof parsed === 'object' ? parsed : first) ?? {};
}
