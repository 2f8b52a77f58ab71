import { closeBrace, closeBracket, colon, comma, openBrace, openBracket, quote } from './json-codes.ts';
import type { JSONSource } from './json-source.ts';
import { JSONLimitError, type JSONLimits, limitsOf } from './parse-json.ts';
import { createPauses } from './pause.ts';
import { createStringReader } from './read-json-string.ts';

/** Object or list whose end has not been read. */
interface Container {
  readonly items: unknown[] | Record<string, unknown>;
  /** Key of the next value of an object. */
  key: string;
}

/** What may follow in the text. */
type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | 'end of value';

/**
 * Parses large untrusted JSON in steps. Pauses between the steps, so that the other work of the process goes on, and
 * never holds the text twice. `JSON.parse` takes up to a second for 64 MiB, in one step. Unlike `JSON.parse`, accepts
 * control characters in strings.
 *
 * @param scalar parses a number or a word
 * @throws JSONLimitError if the text exceeds a limit
 * @throws SyntaxError if the text is not JSON
 */
export async function parseLargeJSON(
  source: JSONSource,
  scalar: (text: string) => unknown,
  limits?: JSONLimits,
): Promise<unknown> {
  const { maxDepth, maxValues } = limitsOf(limits);
  const pauses = createPauses();
  const strings = createStringReader(source, pauses);
  const open: Container[] = [];
  let root: unknown;
  let values = 0;
  let place = 0;
  let expected = 'value' as Expected;

  const skipSpace = (): void => {
    for (let room = longestSpace; room > 0 && isSpace(source.at(place)); room -= 1) place += 1;
  };
  const add = (value: unknown): void => {
    const last = open.at(-1);
    if (!last) root = value;
    else if (Array.isArray(last.items)) last.items.push(value);
    else setField(last.items, last.key, value);
    values += 1;
    if (values > maxValues) throw new JSONLimitError(`JSON has more than ${maxValues} values`);
    expected = 'end of value';
  };
  const enter = (items: Container['items'], next: Expected): void => {
    add(items);
    open.push({ items, key: '' });
    if (open.length > maxDepth) throw new JSONLimitError(`JSON is nested deeper than ${maxDepth} levels`);
    expected = next;
    place += 1;
  };
  const leave = (code: number): void => {
    const last = open.pop();
    const isList = code === closeBracket;
    const isEmpty = expected === (isList ? 'value or ]' : 'key or }');
    if (!last || Array.isArray(last.items) !== isList || !(isEmpty || expected === 'end of value')) throw broken(place);
    expected = 'end of value';
    place += 1;
  };
  const next = (code: number): void => {
    const last = open.at(-1);
    if (code !== comma || !last) throw broken(place);
    expected = Array.isArray(last.items) ? 'value' : 'key';
    place += 1;
  };
  const readScalar = (): void => {
    const start = place;
    while (place - start < longestScalar && isScalar(source.at(place))) place += 1;
    if (start === place) throw broken(place);
    add(scalar(source.text(start, place)));
  };

  for (;;) {
    if (pauses.due()) await pauses.pause();
    skipSpace();
    const code = source.at(place);
    if (Number.isNaN(code)) break;
    if (isSpace(code)) continue;
    if (code === closeBrace || code === closeBracket) {
      leave(code);
    } else if (expected === 'end of value') {
      next(code);
    } else if (code === quote) {
      const found = strings.read(place + 1);
      const { text, end } = found instanceof Promise ? await found : found;
      place = end + 1;
      const last = open.at(-1);
      if (last && (expected === 'key' || expected === 'key or }')) {
        last.key = text;
        skipSpace();
        if (source.at(place) !== colon) throw broken(place);
        place += 1;
        expected = 'value';
      } else {
        add(text);
      }
    } else if (expected !== 'value' && expected !== 'value or ]') {
      throw broken(place);
    } else if (code === openBrace) {
      enter({}, 'key or }');
    } else if (code === openBracket) {
      enter([], 'value or ]');
    } else {
      readScalar();
    }
  }
  if (open.length > 0 || expected !== 'end of value') throw broken(place);
  return root;
}

/** Maximum number of characters of a number. JavaScript writes up to 24. */
const longestScalar = 4096;

/** Number of blanks to skip in one step. */
const longestSpace = 16_384;

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** Returns `true` for a character of a number, `true`, `false` or `null`. */
const isScalar = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x7a) || [0x2b, 0x2d, 0x2e, 0x45].includes(code);

const broken = (place: number): SyntaxError => new SyntaxError(`Unexpected character in JSON at position ${place}`);

function setField(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
