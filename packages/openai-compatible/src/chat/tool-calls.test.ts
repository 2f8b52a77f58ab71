import { InvalidAnswerError } from '@rephysco/core';
import { type Origin, parseArguments } from '@rephysco/core/provider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectToolCalls } from './tool-calls.ts';

const origin: Origin = { service: { name: 'test' }, baseURL: 'https://llm.test/v1', secrets: [] };

const piece = (index: number | undefined, fields: object, id?: string | null): object => ({
  ...(index !== undefined && { index }),
  ...(id !== undefined && { id }),
  function: fields,
});

describe('collectToolCalls', () => {
  it('joins the arguments of each call, for any split and order', () => {
    const call = fc.record({
      name: fc.stringMatching(/^[a-z_]{1,12}$/),
      value: fc.object({ maxDepth: 2, values: [fc.string(), fc.boolean(), fc.integer(), fc.constant(null)] }),
    });
    fc.assert(
      fc.property(fc.array(call, { minLength: 1, maxLength: 5 }), fc.infiniteStream(fc.nat(4)), (wanted, turns) => {
        const left = wanted.map(({ value }) => JSON.stringify(value));
        const calls = collectToolCalls(origin);
        calls.add(wanted.map(({ name }, index) => piece(index, { name, arguments: '' }, `call_${index}`)));
        for (const turn of turns) {
          if (left.every((text) => text === '')) break;
          const index = left.findIndex((text, position) => text !== '' && position >= turn % left.length);
          const at = index < 0 ? left.findIndex((text) => text !== '') : index;
          calls.add([piece(at, { arguments: left[at]?.slice(0, 3) })]);
          left[at] = left[at]?.slice(3) ?? '';
        }
        expect(calls.events('test').map(({ name, arguments: value }) => ({ name, value }))).toEqual(
          wanted.map(({ name, value }) => ({ name, value: parseArguments(JSON.stringify(value)) })),
        );
      }),
    );
  });

  it('keeps the first non-empty id and name', () => {
    const calls = collectToolCalls(origin);
    calls.add([piece(0, { name: 'add', arguments: '{"a":' }, 'call_1')]);
    calls.add([piece(0, { name: '', arguments: '1}' }, 'call_1'), piece(0, { name: '', arguments: null }, '')]);
    calls.add([piece(0, { name: null }, null)]);
    expect(calls.events('test')).toEqual([{ type: 'tool-call', id: 'call_1', name: 'add', arguments: { a: 1 } }]);
  });

  it('distinguishes calls by id if a service sends no index', () => {
    const calls = collectToolCalls(origin);
    calls.add([
      piece(undefined, { name: 'add', arguments: '{}' }, 'a'),
      piece(undefined, { name: 'mul', arguments: '{' }, 'b'),
    ]);
    calls.add([piece(undefined, { arguments: '}' })]);
    expect(calls.events('test').map(({ id, name, arguments: value }) => [id, name, value])).toEqual([
      ['a', 'add', {}],
      ['b', 'mul', {}],
    ]);
  });

  it('creates an id if a service sends none, and ignores a call without a name', () => {
    const calls = collectToolCalls(origin);
    calls.add([piece(0, { name: 'add' }), piece(7, { arguments: '{}' })]);
    expect(calls.events('test')).toEqual([{ type: 'tool-call', id: 'call_0', name: 'add', arguments: {} }]);
  });

  it('reads the function_call of older services', () => {
    const calls = collectToolCalls(origin);
    calls.add(undefined, { name: 'add', arguments: '{"a":1}' });
    expect(calls.events('test')[0]?.arguments).toEqual({ a: 1 });
  });

  it('pollutes no prototype and allocates no memory for the index of a hostile stream', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (index, value) => {
        const calls = collectToolCalls(origin);
        calls.add([
          { index, id: '__proto__', function: { name: '__proto__', arguments: '{"__proto__":{"polluted":1}}' } },
          value,
        ]);
        calls.add(value, value);
        calls.events('test');
        expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      }),
    );
    const calls = collectToolCalls(origin);
    calls.add([piece(2 ** 52, { name: 'far', arguments: '{}' })]);
    expect(calls.events('test')).toHaveLength(1);
  });
});

it('More calls than the limit are an error, before their arguments are collected', () => {
  const few = collectToolCalls({ ...origin, maxToolCalls: 2 });
  few.add([piece(0, { name: 'a' }), piece(1, { name: 'b' }), piece(1, { arguments: '{}' })]);
  expect(() => few.add([piece(2, { name: 'c' })])).toThrow('it calls more than 2 tools');
  const usual = collectToolCalls(origin);
  usual.add(Array.from({ length: 128 }, (_, index) => piece(index, { name: 'a' })));
  expect(() => usual.add([piece(128, { name: 'a' })])).toThrow(InvalidAnswerError);
});

describe('parseArguments', () => {
  it.each([
    ['', {}],
    ['  ', {}],
    ['{"a":1}', { a: 1 }],
    ['{"a":', '{"a":'],
    ['null', {}],
  ])('reads %j', (text, value) => {
    expect(parseArguments(text)).toEqual(value);
  });
});
