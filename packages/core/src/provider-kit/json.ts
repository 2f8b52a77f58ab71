import { checkJSON, type JSONLimits } from '../util/parse-json.ts';

/** A run of digits that may be an integer beyond 2^53. Most texts have none, and then no reviver runs. */
const longInteger = /(?:^|[:[,\s])-?\d{16}/;

/**
 * Parses JSON. An integer beyond 2^53 becomes a text with all of its digits, since a number would lose some of them.
 *
 * @param limits of depth and number of values; the defaults fit every answer
 * @throws SyntaxError for a text that is not JSON
 * @throws JSONLimitError for a text above a limit, before it is parsed
 */
export function parseJSON(text: string, limits?: JSONLimits): unknown {
  checkJSON(text, limits);
  return longInteger.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
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

/** Writes JSON. A lone surrogate becomes U+FFFD, because services refuse a body that contains one. */
export function toJSON(value: unknown): string {
  const text = JSON.stringify(value);
  // `JSON.stringify` writes a lone surrogate as an escape, and never any other code unit of that range.
  return text.includes('\\ud')
    ? text.replace(loneSurrogate, (all, surrogate?: string) => (surrogate ? '\\ufffd' : all))
    : text;
}

/** An escaped backslash, which is passed over, or the escape of a surrogate. */
const loneSurrogate = /\\\\|(\\ud[89a-f][0-9a-f]{2})/g;

/**
 * Parses the arguments of a tool call: JSON, JSON inside a JSON string, an object, or nothing. An empty text and `null`
 * are a call without arguments. A text that is not JSON stays a text.
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
