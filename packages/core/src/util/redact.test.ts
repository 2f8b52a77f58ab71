import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact, redactCause } from './redact.ts';

describe('redact', () => {
  it('hides the keys in use, as they are, in a URL and in base64', () => {
    const key = 'made up/key+1';
    const text = `${key} | ${encodeURIComponent(key)} | ${Buffer.from(key).toString('base64')} | safe`;
    expect(redact(text, [key, undefined, ''])).toBe('[redacted] | [redacted] | [redacted] | safe');
  });

  it.each([
    ['sk-', 'Incorrect API key provided: ', 'sk-madeup0made*up0'],
    ['xai-', 'key ', 'xai-madeup0madeup0'],
    ['AIza', 'key ', 'AIzamadeup0madeup0'],
    ['Bearer', 'Authorization: Bearer ', 'made.up.token'],
    ['?key=', 'GET https://llm.example.com/v1?key=', 'made-up'],
    ['Basic', 'Proxy-Authorization: Basic ', 'bWFkZS11cA=='],
    ['//user:password@', 'Invalid proxy http://', 'user:made-up'],
    ['&key=', 'GET https://llm.example.com/v1?alt=sse&key=', 'made-up'],
  ])('hides an unknown key by its shape %s', (_, before, key) => {
    expect(redact(`${before}${key}@. Bye`)).not.toContain(key);
    expect(redact(`${before}${key}@`)).toMatch(/\[redacted\]@?$/);
  });

  it.each(['a task-oriented model', 'risk-averse', 'skies', 'Bearer', 'monkey=banana'])('does not change %j', (text) =>
    expect(redact(text)).toBe(text),
  );

  it('ignores texts that are too short for a key', () => expect(redact('a cat', ['a', 'cat'])).toBe('a cat'));

  it('never throws, and never returns a key', () => {
    const anyText = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(anyText, fc.string({ unit: 'binary', minLength: 12 }), anyText, (before, key, after) => {
        fc.pre(!'[redacted]'.includes(key));
        expect(redact(`${before}${key}${after}`, [key])).not.toContain(key);
      }),
    );
  });
});

describe('redact of long texts', () => {
  it.each([`sk-${'a'.repeat(8e6)}`, `Bearer ${'b'.repeat(8e6)}`, `?key=${'c'.repeat(8e6)}`])(
    'takes neither stack nor more than linear time',
    (text) => {
      const before = performance.now();
      expect(redact(`${text} end`).length).toBeLessThan(40);
      expect(performance.now() - before).toBeLessThan(2000);
    },
  );

  it('skips many prefixes without keys', () => {
    const text = 'sk- Bearer x ?key= http:// '.repeat(50_000);
    expect(redact(text)).toBe(text);
  });
});

describe('redactCause', () => {
  it('returns the same object if there is nothing to hide', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', cause: new Error('below') });
    expect(redactCause(cause, ['made-up-key'])).toBe(cause);
    expect([redactCause(undefined), redactCause(7)]).toEqual([undefined, 7]);
  });

  it('hides keys in messages, stacks, fields and causes, and keeps class and code', () => {
    class OwnError extends Error {}
    const below = Object.assign(new Error('made-up-key below'), { headers: { authorization: 'Bearer made-up-key' } });
    const cause = Object.assign(new OwnError('key made-up-key', { cause: below }), {
      code: 'E1',
      list: ['made-up-key'],
    });
    const clean = redactCause(cause, ['made-up-key']);
    expect(clean).toBeInstanceOf(OwnError);
    expect(clean).toMatchObject({ code: 'E1', message: 'key [redacted]', list: ['[redacted]'] });
    expect(inspect(clean, { depth: 9, showHidden: true })).not.toContain('made-up-key');
    expect(cause.message).toBe('key made-up-key');
  });

  it('handles cycles', () => {
    const cause: Error & { self?: unknown } = new Error('made-up-key');
    cause.self = cause;
    expect(inspect(redactCause(cause, ['made-up-key']), { depth: 20 })).not.toContain('made-up-key');
  });
});
