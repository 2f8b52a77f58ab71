import { backslash, closeBrace, closeBracket, comma, openBrace, openBracket, quote } from './json-codes.ts';

/** Limits of `parseJSON`. */
export interface JSONLimits {
  /** Maximum nesting depth of objects and lists. @default 512 */
  readonly maxDepth?: number | undefined;
  /** Maximum number of values: objects, lists, texts, numbers, booleans and nulls. @default 200,000 */
  readonly maxValues?: number | undefined;
}

/** Error of `parseJSON` for a text that exceeds a limit. */
export class JSONLimitError extends Error {
  override readonly name = 'JSONLimitError';
}

const defaultDepth = 512;
const defaultValues = 200_000;

/**
 * Parses untrusted JSON. Checks nesting depth and number of values before parsing, because a short text can expand to
 * gigabytes of objects, and deep nesting can overflow the stack of later code.
 *
 * @throws JSONLimitError if the text exceeds a limit
 * @throws SyntaxError if the text is not JSON
 */
export function parseJSON(text: string, limits: JSONLimits = {}): unknown {
  checkJSON(text, limits);
  return JSON.parse(text) as unknown;
}

/** Returns the limits with their defaults. */
export function limitsOf({ maxDepth = defaultDepth, maxValues = defaultValues }: JSONLimits = {}): {
  readonly maxDepth: number;
  readonly maxValues: number;
} {
  return { maxDepth, maxValues };
}

/** Checks the limits of a JSON text without parsing it. @throws JSONLimitError if it exceeds a limit */
export function checkJSON(text: string, limits: JSONLimits = {}): void {
  const { maxDepth, maxValues } = limitsOf(limits);
  // Every level and every value takes at least one character.
  if (text.length <= maxDepth && text.length <= maxValues) return;
  let depth = 0;
  let values = 1;
  for (let place = 0; place < text.length; place += 1) {
    switch (text.charCodeAt(place)) {
      case quote:
        place = endOfText(text, place);
        break;
      case comma:
        values += 1;
        break;
      case openBrace:
      case openBracket:
        depth += 1;
        values += 1;
        if (depth > maxDepth) throw new JSONLimitError(`JSON is nested deeper than ${maxDepth} levels`);
        break;
      case closeBrace:
      case closeBracket:
        depth -= 1;
        break;
    }
    if (values > maxValues) throw new JSONLimitError(`JSON has more than ${maxValues} values`);
  }
}

/** Returns the end of the string that begins at `start`. Large JSON consists mostly of few strings, such as images. */
function endOfText(text: string, start: number): number {
  for (let place = start; ; ) {
    place = text.indexOf('"', place + 1);
    if (place < 0) return text.length;
    let before = place - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    if ((place - before) % 2 === 1) return place;
  }
}
