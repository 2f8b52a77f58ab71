import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isObject, objectOf, parseOr, stringOf } from './json.ts';

// Folder of recorded exchanges. It is outside the repository and may be missing.
const folder = new URL('../../../../shared/wire/', import.meta.url);

/** `true` if the recordings exist. Otherwise a warning is printed. */
export const hasRecordings: boolean = existsSync(folder);
if (!hasRecordings) console.warn('SKIPPED: no recorded exchanges in ../shared/wire, so shapes are not compared.');

/** Recorded exchange with one of the services. */
export interface RecordedCase {
  readonly name: string;
  readonly api: string;
  readonly stream: boolean;
  readonly status: number;
  /** Path and query of the request, if known. */
  readonly path: string | undefined;
  readonly request: unknown;
  /** Events of a stream, or the single body. */
  readonly bodies: readonly unknown[];
}

/** Returns the recorded exchanges of one service. */
export function recordedCases(provider: string): readonly RecordedCase[] {
  if (!hasRecordings) return [];
  return readdirSync(new URL(`${provider}/`, folder)).map((name) => {
    const read = (file: string): string | undefined => {
      const path = new URL(`${provider}/${name}/${file}`, folder);
      return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    };
    const facts = objectOf(parseOr(read('case.json') ?? ''));
    const events = read('response.sse');
    return {
      name,
      api: String(facts.api),
      stream: facts.stream === true,
      status: Number(facts.status),
      path: stringOf(facts.path),
      request: parseOr(read('request.json') ?? 'null'),
      bodies: events === undefined ? arrayBodies(parseOr(read('response.json') ?? '')) : eventBodies(events),
    };
  });
}

/** Returns the JSON of every event of a stream, without end markers. */
export function eventBodies(text: string): readonly unknown[] {
  return text
    .split(/\r?\n\r?\n/)
    .map((event) => /^data: ?(.*)$/m.exec(event)?.[1])
    .filter((data) => data !== undefined && data !== '[DONE]')
    .map((data) => parseOr(data ?? ''));
}

/** Returns the items of a stream that is one array. Any other body is the single item. */
export function arrayBodies(body: unknown): readonly unknown[] {
  return Array.isArray(body) ? (body as readonly unknown[]) : [body];
}

/** Returns the paths of a JSON value with their types, for example `choices[].delta.content: string`. */
export function shapeOf(value: unknown, path = ''): ReadonlySet<string> {
  const name = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const own = [`${path}: ${name}`];
  if (Array.isArray(value)) return new Set([...own, ...value.flatMap((item) => [...shapeOf(item, `${path}[]`)])]);
  if (!isObject(value)) return new Set(own);
  return new Set([...own, ...Object.entries(value).flatMap(([key, each]) => [...shapeOf(each, `${path}.${key}`)])]);
}

/** Returns the paths of a value that do not occur in the other values. A null in those matches any type. */
export function strangePaths(value: unknown, others: readonly unknown[]): readonly string[] {
  const known = new Set(others.flatMap((other) => [...shapeOf(other)]));
  return [...shapeOf(value)].filter((path) => !known.has(path) && !known.has(path.replace(/: \w+$/, ': null')));
}
