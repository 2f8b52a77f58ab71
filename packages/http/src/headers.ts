import type { IncomingHttpHeaders } from 'node:http';

/** Returns the headers of a response, read-only. */
export function toHeaders(values: IncomingHttpHeaders): Headers {
  return new ThinHeaders(values) as unknown as Headers;
}

/**
 * Read-only part of `Headers`. The first real `Headers` of a process loads all of Node's fetch, 50 ms of CPU, and each
 * further one costs a twentieth of a request. `get` joins repeated headers as Node's `message.headers` does.
 */
class ThinHeaders {
  readonly #values: IncomingHttpHeaders;

  constructor(values: IncomingHttpHeaders) {
    this.#values = values;
  }

  get(name: string): string | null {
    const value = this.#valueOf(name);
    return value === undefined ? null : String(value);
  }

  has(name: string): boolean {
    return this.#valueOf(name) !== undefined;
  }

  getSetCookie(): readonly string[] {
    return this.#values['set-cookie'] ?? [];
  }

  forEach(callback: (value: string, name: string, headers: ThinHeaders) => void): void {
    for (const name of sortedNames(this.#values)) {
      for (const value of valuesOf(this.#values[name])) callback(value, name, this);
    }
  }

  *keys(): Generator<string> {
    for (const [name] of this) yield name;
  }

  *values(): Generator<string> {
    for (const [, value] of this) yield value;
  }

  entries(): Generator<[string, string]> {
    return this[Symbol.iterator]();
  }

  *[Symbol.iterator](): Generator<[string, string]> {
    // A sort of the entries would make a text of both entries at each comparison.
    for (const name of sortedNames(this.#values)) {
      for (const value of valuesOf(this.#values[name])) yield [name, value];
    }
  }

  #valueOf(name: string): string | readonly string[] | undefined {
    const lower = name.toLowerCase();
    return Object.hasOwn(this.#values, lower) ? this.#values[lower] : undefined;
  }
}

const valuesOf = (value: string | readonly string[] | undefined): readonly string[] =>
  typeof value === 'object' ? value : [value ?? ''];

/** Header names of the latest response. */
let latest: { readonly received: string; readonly sorted: readonly string[] } = { received: '', sorted: [] };

/** Returns the names in order. A service sends the same names with each response, and sorting them takes time. */
function sortedNames(values: IncomingHttpHeaders): readonly string[] {
  const names = Object.keys(values);
  const received = names.join();
  if (received !== latest.received) latest = { received, sorted: names.sort() };
  return latest.sorted;
}
