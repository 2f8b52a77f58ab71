import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GenerateRequest } from '../contract/request.ts';
import { sampleRequest } from '../testing/samples.ts';
import { cacheKey } from './cache-key.ts';

const image = 'data:image/png;base64,iVBORw0KGgo=';

const plain = sampleRequest();
const rich = sampleRequest({
  messages: [
    { role: 'system', content: 'Answer in German.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is on these?' },
        { type: 'image', url: image, mediaType: 'image/png' },
        { type: 'image', url: `data:image/png;base64,${'iVBO'.repeat(30_000)}`, mediaType: 'image/png' },
        {
          type: 'file',
          url: 'https://example.com/a.pdf',
          filename: 'a.pdf',
          providerData: { fake: { detail: 'high' } },
        },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'Look it up.', providerData: { fake: { signature: 'c2ln' } } },
        { type: 'tool-call', id: 'call_1', name: 'look_up', arguments: { words: ['cat', 'dog'], exact: false } },
      ],
    },
    {
      role: 'tool',
      content: [{ type: 'tool-result', id: 'call_1', name: 'look_up', output: [1, null], isError: false }],
    },
  ],
  temperature: 0,
  topP: 0.9,
  maxTokens: 100,
  stop: ['END', '\n\n'],
  seed: 7,
  tools: [
    {
      name: 'look_up',
      description: 'Looks words up',
      strict: true,
      parameters: {
        type: 'object',
        properties: { words: { type: 'array', items: { type: 'string', enum: ['cat', 'dog'] } } },
        required: ['words'],
        additionalProperties: false,
      },
    },
  ],
  toolChoice: { name: 'look_up' },
  schema: { type: 'object', properties: { animal: { type: 'string', maxLength: 20 } } },
  reasoning: { effort: 'low', budget: 500 },
  providerOptions: { service_tier: 'flex', logprobs: true, metadata: { tags: ['a', { deep: null }] } },
});
const fixtures = { plain, rich };

type Path = readonly string[];

/** Returns the path to every leaf of a value. Empty arrays and objects are leaves. */
function leaves(value: unknown, path: Path = []): Path[] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entries.length === 0 ? [path] : entries.flatMap(([name, each]) => leaves(each, [...path, name]));
}

/** Returns values that differ from the given one. */
function others(value: unknown): unknown[] {
  if (typeof value === 'string') return [`${value} `, value.slice(1), value.toUpperCase().concat('x'), null];
  if (typeof value === 'number') return [value + 1, -value - 1, String(value)];
  if (typeof value === 'boolean') return [!value, String(value), undefined];
  return [0, '', 'null', [undefined, 1]];
}

function changed<Value>(value: Value, [name, ...path]: Path, leaf: unknown): Value {
  if (name === undefined) return leaf as Value;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  copy[name] = changed(copy[name], path, leaf);
  return copy as Value;
}

function at(value: unknown, path: Path): unknown {
  return path.reduce((each, name) => (each as Record<string, unknown>)[name], value);
}

function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([name, each]) => [name, reordered(each)]));
}

describe.each(Object.entries(fixtures))('the key of a %s request', (_, request) => {
  const key = cacheKey(request, 'https://api.example.com/v1');
  const asked = leaves(request).filter(([name]) => name !== 'stream');

  it('is 64 hex digits', () => expect(key).toMatch(/^[0-9a-f]{64}$/));

  it.each(asked.map((path) => [path.join('.'), path] as const))('changes with %s', (_, path) => {
    for (const other of others(at(request, path))) {
      expect(cacheKey(changed(request, path, other), 'https://api.example.com/v1')).not.toBe(key);
    }
  });

  it('does not change with the order of properties, nor with unset ones', () => {
    expect(cacheKey(reordered(request) as GenerateRequest, 'https://api.example.com/v1')).toBe(key);
    expect(cacheKey({ ...request, notify: undefined, stop: request.stop }, 'https://api.example.com/v1')).toBe(key);
  });
});

describe('the key of a request', () => {
  it('includes unknown fields', () => {
    const one = { ...plain, brandNew: 1 };
    const other = { ...plain, brandNew: 2 };
    expect(new Set([plain, one, other].map((request) => cacheKey(request))).size).toBe(3);
  });

  it('ignores the fields that cannot change the answer', () => {
    const same: Partial<GenerateRequest>[] = [
      { stream: true },
      { signal: new AbortController().signal },
      { notify: () => {} },
      { timeout: { total: 5 } },
      { cache: true },
      { cache: { ttl: 5, refresh: true } },
    ];
    for (const fields of same) expect(cacheKey({ ...plain, ...fields })).toBe(cacheKey(plain));
  });

  it('differs between namespaces, providers and their identities', () => {
    const keys = [
      cacheKey(plain),
      cacheKey(plain, ''),
      cacheKey(plain, 'https://one.example.com'),
      cacheKey(plain, 'https://two.example.com'),
      cacheKey({ ...plain, cache: { namespace: '' } }),
      cacheKey({ ...plain, cache: { namespace: 'one' } }),
      cacheKey({ ...plain, cache: { namespace: 'two' } }),
      cacheKey({ ...plain, provider: 'other' }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('distinguishes unpaired surrogates, in short and long texts', () => {
    const long = 'x'.repeat(100_000);
    const texts = ['\ud800', '\ud801', '\ufffd', '"\\ud800"', `${long}\ud800`, `${long}\ud801`, `${long}\ufffd`];
    const keys = texts.map((content) => cacheKey(sampleRequest({ messages: [{ role: 'user', content }] })));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('changes if a long text is changed in place', () => {
    const part = { type: 'image' as const, url: `data:image/png;base64,${'A'.repeat(100_000)}` };
    const request = sampleRequest({ messages: [{ role: 'user', content: [part] }] });
    const before = cacheKey(request);
    expect(cacheKey(request)).toBe(before);
    part.url = part.url.replace(/A$/, 'B');
    expect(cacheKey(request)).not.toBe(before);
    part.url = part.url.replace(/B$/, 'A');
    expect(cacheKey(structuredClone(request))).toBe(before);
  });

  it('distinguishes dates and bytes, and rejects values without a JSON form', () => {
    const of = (value: unknown): string => cacheKey({ ...plain, providerOptions: { value } });
    expect(of(new Date(0))).toBe(of(new Date(0).toJSON()));
    expect(of(new Uint8Array([1, 2]))).not.toBe(of(new Uint8Array([1, 3])));
    expect(of(new Uint8Array([1, 2]))).not.toBe(of(new Int8Array([1, 2])));
    const cycle: unknown[] = [];
    cycle.push(cycle);
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1n, cycle]) expect(() => of(value)).toThrow();
  });

  it('is equal if and only if the requests are equal as JSON', () => {
    const pair = fc.oneof(
      fc.tuple(fc.jsonValue(), fc.jsonValue()),
      fc.jsonValue().map((value) => [value, reordered(value)] as const),
    );
    const keyOf = (value: unknown): string => cacheKey({ ...plain, providerOptions: { value } });
    const asJSON = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    fc.assert(
      fc.property(pair, ([one, other]) => {
        expect(keyOf(one) === keyOf(other)).toBe(isDeepStrictEqual(asJSON(one), asJSON(other)));
      }),
      { numRuns: 1000 },
    );
  });

  it('cannot be forged by texts that look like other parts of a request', () => {
    const text = fc.string({ unit: fc.constantFrom('"', "'", ':', '{', '}', '[', ']', '1', '2', '#', ',', '0', '+') });
    fc.assert(
      fc.property(fc.array(text), fc.array(text), (one, other) => {
        const keyOf = (stop: readonly string[]): string => cacheKey({ ...plain, stop });
        expect(keyOf(one) === keyOf(other)).toBe(isDeepStrictEqual(one, other));
      }),
      { numRuns: 1000 },
    );
  });
});
