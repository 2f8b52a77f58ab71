import { describe, expect, it } from 'vitest';
import { toHeaders } from './headers.ts';

const values = { 'x-b': '2', 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'], 'x-a': '1' };

/** Reads headers in every way that `Headers` offers. */
const read = (headers: Headers): unknown => {
  const seen: unknown[] = [];
  headers.forEach((value, name) => {
    seen.push([name, value]);
  });
  return {
    seen,
    all: [...headers],
    entries: [...headers.entries()],
    keys: [...headers.keys()],
    values: [...headers.values()],
    cookies: headers.getSetCookie(),
    told: ['Content-Type', 'x-a', 'constructor', 'x-none', 'set-cookie'].map((name) => [
      headers.has(name),
      name === 'set-cookie' || headers.get(name),
    ]),
  };
};

describe('The headers of an answer', () => {
  it('equal those of the platform', () => {
    const { 'x-a': _, ...others } = values;
    // The names of a response are sorted once, as long as the next response has the same ones.
    for (const received of [values, { ...values, 'x-b': '3' }, others, { ...others, 'x-0': '1' }, values]) {
      const real = new Headers();
      for (const [name, value] of Object.entries(received)) for (const each of [value].flat()) real.append(name, each);
      expect(read(toHeaders(received))).toEqual(read(real));
    }
  });
});
