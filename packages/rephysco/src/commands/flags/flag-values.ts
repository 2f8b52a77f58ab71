import { InvalidArgumentError } from 'commander';

/** Parses a number. @throws InvalidArgumentError */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

const secondsIn: Readonly<Record<string, number>> = {
  ms: 0.001,
  '': 1,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

/** Parses a time to seconds, from `90`, `500ms`, `10m`, `12h`, `7d` or `2w`. @throws InvalidArgumentError */
export function duration(text: string): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)(ms|[smhdw])?$/.exec(text.trim().toLowerCase()) ?? [];
  if (count !== undefined) return Number(count) * (secondsIn[unit] ?? 1);
  throw new InvalidArgumentError('It must be a time: 90 (seconds), 500ms, 10m, 12h or 7d, for example.');
}

/** Parses a time above 0 to seconds. @throws InvalidArgumentError */
export function limit(text: string): number {
  const seconds = duration(text);
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError('It must be a time above 0: 90 (seconds), 500ms, 10m, 12h or 7d, for example.');
}

/** Parses a size to bytes, from `4096`, `200mb` or `1GiB`. @throws InvalidArgumentError */
export function size(text: string): number {
  const [, count, power = '', binary] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?$/.exec(text.trim().toLowerCase()) ?? [];
  if (count !== undefined) return Number(count) * (binary ? 1024 : 1000) ** ' kmgt'.indexOf(power || ' ');
  throw new InvalidArgumentError('It must be a size: 4096 (bytes), 200mb or 1GiB, for example.');
}

/** Adds a value of a repeatable flag. */
export function another(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** Adds a `key=value`. A JSON value is parsed. @throws InvalidArgumentError */
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

/** Joins the two values of `--at`, because the parser supports one value per flag. */
const joint = '\u0000';

/** Returns the arguments with the two values of `--at` joined. */
export function joinPairs(args: readonly string[]): readonly string[] {
  const at = args.indexOf('--at');
  const [source, type] = at < 0 ? [] : args.slice(at + 1, at + 3);
  if (source === undefined || type === undefined) return args;
  return [...args.slice(0, at), `--at=${source}${joint}${type}`, ...joinPairs(args.slice(at + 3))];
}

/** Adds a source with its media type. @throws InvalidArgumentError */
export function sourceAndType(
  text: string,
  before: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const [source = '', type = ''] = text.split(joint);
  if (/^[\w.+-]+\/[\w.+;=-]+$/.test(type)) return new Map([...before, [source, type]]);
  throw new InvalidArgumentError('It needs a source and its media type: --at drawing.bin image/png');
}

/** Returns a parser that accepts one of the given words. @throws InvalidArgumentError */
export function choice<Word extends string>(...words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const found = words.find((word) => word === text);
    if (found) return found;
    throw new InvalidArgumentError(`It must be one of: ${words.join(', ')}.`);
  };
}
