import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isObject, objectOf, parseOr, stringOf } from './json.ts';

// Recorded exchanges live beside the repository, where they are there at all.
const folder = new URL('../../../../shared/wire/', import.meta.url);

/** Whether the recordings are there; says so loudly when they are not. */
export const hasRecordings: boolean = existsSync(folder);
if (!hasRecordings) console.warn('SKIPPED: no recorded exchanges in ../shared/wire, so shapes are not compared.');

/** A recorded exchange with one of the services. */
export interface RecordedCase {
  readonly name: string;
  readonly api: string;
  readonly stream: boolean;
  readonly status: number;
  /** Path and query of the request, where known. */
  readonly path: string | undefined;
  readonly request: unknown;
  /** The events of a stream, or the one body. */
  readonly bodies: readonly unknown[];
}

/** The recorded exchanges of one service. */
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

/** The JSON of every event of a stream, end markers left out. */
export function eventBodies(text: string): readonly unknown[] {
  return text
    .split(/\r?\n\r?\n/)
    .map((event) => /^data: ?(.*)$/m.exec(event)?.[1])
    .filter((data) => data !== undefined && data !== '[DONE]')
    .map((data) => parseOr(data ?? ''));
}

/** The items of a stream that is one array; anything else is the one body. */
export function arrayBodies(body: unknown): readonly unknown[] {
  return Array.isArray(body) ? (body as readonly unknown[]) : [body];
}

/** The paths of a JSON value with the type at each, for example `choices[].delta.content: string`. */
export function shapeOf(value: unknown, path = ''): ReadonlySet<string> {
  const name = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const own = [`${path}: ${name}`];
  if (Array.isArray(value)) return new Set([...own, ...value.flatMap((item) => [...shapeOf(item, `${path}[]`)])]);
  if (!isObject(value)) return new Set(own);
  return new Set([...own, ...Object.entries(value).flatMap(([key, each]) => [...shapeOf(each, `${path}.${key}`)])]);
}

/** Paths in a value that none of the others has. Where another has null, a value is no stranger. */
export function strangePaths(value: unknown, others: readonly unknown[]): readonly string[] {
  const known = new Set(others.flatMap((other) => [...shapeOf(other)]));
  return [...shapeOf(value)].filter((path) => !known.has(path) && !known.has(path.replace(/: \w+$/, ': null')));
}
