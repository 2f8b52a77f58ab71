import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchFormat } from './batch-input.ts';
import { createIdSet } from './id-set.ts';
import { createJournalIndex, digestOf } from './journal-index.ts';
import { type ReadItem, readItems } from './read-items.ts';
import { toCall } from './to-call.ts';

async function read(data: readonly (string | Uint8Array)[], format: BatchFormat): Promise<readonly ReadItem[]> {
  const items: ReadItem[] = [];
  for await (const group of readItems({ data, format })) items.push(...group);
  return items;
}
const values = async (text: string, format: BatchFormat): Promise<readonly unknown[]> =>
  (await read([text], format)).map(({ value, error }) => error?.message ?? value);

/** Splits bytes at any places. */
const chunksOf = (text: string, cuts: readonly number[]): readonly Uint8Array[] => {
  const bytes = Buffer.from(text);
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
};

describe('the items of a file', () => {
  it('do not depend on where the bytes are split', async () => {
    const json = fc.array(
      fc.oneof(fc.string({ unit: 'grapheme' }), fc.record({ prompt: fc.string({ unit: 'binary' }) })),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(
        json,
        fc.array(fc.nat(500), { maxLength: 6 }),
        fc.constantFrom('\n', '\r\n'),
        async (list, cuts, end) => {
          const text = list.map((value) => JSON.stringify(value)).join(end);
          const items = await read(chunksOf(text, cuts), 'jsonl');
          expect(items.map(({ value }) => value)).toEqual(list);
        },
      ),
    );
  });

  it('are the fields of any CSV file', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ';', 'é', ' ') });
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell)), fc.array(fc.nat(300)), async (rows, cuts) => {
        const text = ['prompt,other', ...rows.map((row) => row.map(quoted).join(','))].join('\r\n');
        const items = await read(chunksOf(text, cuts), 'csv');
        expect(items.map(({ value }) => value)).toEqual(rows.map(([prompt]) => (prompt === '' ? {} : { prompt })));
      }),
    );
  });

  it('are read without a hang or crash for any text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 60 }),
        fc.constantFrom('jsonl', 'csv', 'txt'),
        async (bytes, format) => {
          await read([Buffer.from('prompt\n'), bytes], format).catch((error: unknown) =>
            expect(String(error)).toContain('Line'),
          );
        },
      ),
    );
  });

  it('have their line numbers in errors, and do not affect other items', async () => {
    expect(await values('"a"\n\n{"x"\n"b"', 'jsonl')).toEqual([
      'a',
      expect.stringContaining('Line 3 of the input is not JSON'),
      'b',
    ]);
    const items = await read([Buffer.from([0x22, 0xff, 0x22, 0x0a, 0x22, 0x61, 0x22])], 'jsonl');
    expect(items.map(({ value, error }) => error?.message ?? value)).toEqual([
      expect.stringContaining('Line 1 of the input is not UTF-8'),
      'a',
    ]);
  });

  it('are read with semicolons or tabs, quotes and a byte order mark', async () => {
    expect(await values('\uFEFFid;prompt\n1;a,b\n2;"x ""y"" z"\n', 'csv')).toEqual([
      { id: '1', prompt: 'a,b' },
      { id: '2', prompt: 'x "y" z' },
    ]);
    expect(await values('Prompt\tSystem\na\tb\n', 'csv')).toEqual([{ prompt: 'a', system: 'b' }]);
    await expect(values('question\na\n', 'csv')).rejects.toThrow(
      "has no column 'prompt' or 'input', only \"question\"",
    );
    await expect(values('prompt\n"a\nb\n', 'csv')).rejects.toThrow(
      'Line 2 of the input has a quoted field without a closing quote',
    );
  });

  it('need a known format', async () => {
    await expect(readItems({ path: 'in.xlsx' }).next()).rejects.toThrow("Set 'format' to");
    await expect(readItems({ path: '/none/in.txt' }).next()).rejects.toThrow('Cannot read /none/in.txt');
  });
});

describe('a batch line', () => {
  const chat = (body: object): unknown =>
    toCall({ custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body }, 'Line 1').generate;
  const messages = [{ role: 'user', content: 'q' }];

  it('becomes the options of a call', () => {
    expect(
      chat({
        model: 'm',
        messages: [{ role: 'developer', content: 's' }, ...messages],
        max_completion_tokens: 5,
        top_p: 0.5,
        stop: 'x',
        reasoning_effort: 'low',
        user: 'me',
        temperature: null,
        response_format: { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'object' } } },
        tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }],
        tool_choice: { type: 'function', function: { name: 'f' } },
      }),
    ).toEqual({
      model: 'm',
      messages: [
        { role: 'system', content: 's' },
        { role: 'user', content: 'q' },
      ],
      maxTokens: 5,
      topP: 0.5,
      stop: ['x'],
      reasoning: { effort: 'low' },
      schema: { type: 'object' },
      tools: [{ name: 'f', parameters: { type: 'object' } }],
      toolChoice: { name: 'f' },
      providerOptions: { user: 'me' },
    });
  });

  it('keeps media, tool calls and tool results', () => {
    const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{"x":1}' } };
    expect(
      chat({
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 't' },
              { type: 'image_url', image_url: { url: 'https://a/b.png' } },
            ],
          },
          { role: 'assistant', content: null, tool_calls: [call] },
          { role: 'tool', tool_call_id: 'c', content: 'done' },
        ],
      }),
    ).toEqual({
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 't' },
            { type: 'image', url: 'https://a/b.png' },
          ],
        },
        { role: 'assistant', content: [{ type: 'tool-call', id: 'c', name: 'f', arguments: { x: 1 } }] },
        { role: 'tool', content: [{ type: 'tool-result', id: 'c', name: 'f', output: 'done' }] },
      ],
    });
  });

  it('embeds texts, and reads the Responses API', () => {
    const line = { url: '/v1/embeddings', body: { input: ['a'], model: 'e', encoding_format: 'float' } };
    expect(toCall(line, 'Line 1')).toEqual({ embed: { input: ['a'], model: 'e' } });
    const other = { url: '/v1/responses', body: { input: 'q', instructions: 's', max_output_tokens: 3 } };
    expect(toCall(other, 'Line 1')).toEqual({ generate: { prompt: 'q', system: 's', maxTokens: 3 } });
  });

  it.each([
    [{ body: { messages: [] } }, 'has no prompt'],
    [{ body: {} }, 'has no prompt'],
    [{ url: '/v1/images', body: { messages } }, "Field 'url' must be"],
    [{ method: 'GET', body: { messages } }, "Field 'method' must be 'POST'"],
    [{ body: { messages, stream: true } }, 'stream'],
    [{ body: { messages: [{ role: 'robot', content: 'x' }] } }, 'A message needs a role and content'],
    [{ body: { messages: [{ role: 'user', content: [{ type: 'odd' }] }] } }, 'a part that cannot be read'],
    [{ body: { messages, temperature: 'hot' } }, 'temperature'],
  ])('%o is rejected with its line number', (line, message) => {
    expect(() => toCall(line, 'Line 7')).toThrow(message);
    expect(() => toCall(line, 'Line 7')).toThrow(/^Line 7/);
  });
});

describe('the tables of a batch', () => {
  it('find every id again', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 3000 }), (list) => {
        const ids = createIdSet();
        const first = new Map<string, number>();
        for (const [position, id] of list.entries()) {
          expect(ids.add(id, position)).toBe(first.get(id));
          if (!first.has(id)) first.set(id, position);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('return each record once, at its position or where it moved', () => {
    const index = createJournalIndex();
    const key = (number: number): string => number.toString(16).padStart(16, '0').padEnd(32, '0');
    for (let position = 0; position < 5000; position += 1) {
      index.add({
        index: position,
        ...digestOf(key(position % 100)),
        state: position % 2 === 1 ? 'error' : 'ok',
        offset: position,
        length: 1,
      });
    }
    expect(index.counts()).toEqual({ done: 2500, failed: 2500 });
    expect(index.place(index.take(70, key(70)))).toEqual({ offset: 70, length: 1, state: 'ok' });
    const found = Array.from({ length: 60 }, () => index.take(999_999, key(70))).filter((record) => record >= 0);
    expect([new Set(found).size, found.includes(70)]).toEqual([49, false]);
    expect(index.take(3, key(4000))).toBe(-1);
  });
});
