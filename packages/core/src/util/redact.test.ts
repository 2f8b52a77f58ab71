import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from './redact.ts';

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
    ['&key=', 'GET https://llm.example.com/v1?alt=sse&key=', 'made-up'],
  ])('hides a key that it was not told, by its shape %s', (_, before, key) => {
    expect(redact(`${before}${key}. Bye`)).not.toContain('made');
    expect(redact(`${before}${key}`)).toBe(`${before}[redacted]`);
  });

  it.each(['a task-oriented model', 'risk-averse', 'skies', 'Bearer', 'monkey=banana'])('leaves %j alone', (text) =>
    expect(redact(text)).toBe(text),
  );

  it('passes over what is too short to be a key', () => expect(redact('a cat', ['a', 'cat'])).toBe('a cat'));

  it('never throws, and never lets a key through', () => {
    const anyText = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(anyText, fc.string({ unit: 'binary', minLength: 12 }), anyText, (before, key, after) => {
        fc.pre(!'[redacted]'.includes(key));
        expect(redact(`${before}${key}${after}`, [key])).not.toContain(key);
      }),
    );
  });
});
