import { InvalidArgumentError } from 'commander';

/** A number from a flag. @throws InvalidArgumentError */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

/** One more value of a flag that may be given several times. */
export function another(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** One more `key=value`; a value that is JSON is taken as such. @throws InvalidArgumentError */
export function pair(text: string, before: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const sign = text.indexOf('=');
  if (sign < 1) throw new InvalidArgumentError('It must be key=value.');
  return { ...before, [text.slice(0, sign)]: jsonOr(text.slice(sign + 1)) };
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What joins the two values of `--at` on the way through the parser, whose flags take one. */
const joint = '\u0000';

/** The arguments with the two values of `--at` as one. */
export function joinPairs(args: readonly string[]): readonly string[] {
  const at = args.indexOf('--at');
  const [source, type] = at < 0 ? [] : args.slice(at + 1, at + 3);
  if (source === undefined || type === undefined) return args;
  return [...args.slice(0, at), `--at=${source}${joint}${type}`, ...joinPairs(args.slice(at + 3))];
}

/** One more source and its media type. @throws InvalidArgumentError */
export function sourceAndType(
  text: string,
  before: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const [source = '', type = ''] = text.split(joint);
  if (/^[\w.+-]+\/[\w.+;=-]+$/.test(type)) return new Map([...before, [source, type]]);
  throw new InvalidArgumentError('It takes a source and its media type: --at drawing.bin image/png');
}

/** One of a few words. @throws InvalidArgumentError */
export function choice<Word extends string>(...words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const found = words.find((word) => word === text);
    if (found) return found;
    throw new InvalidArgumentError(`It must be one of: ${words.join(', ')}.`);
  };
}
