import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJSONObjects } from './json-object-stream.ts';

/** Reads the objects of a text that arrives in chunks of `size` bytes. */
async function read(text: string, size: number): Promise<string[]> {
  const bytes = Buffer.from(text);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let place = 0; place < bytes.length; place += size) yield bytes.subarray(place, place + size);
  }
  const objects: string[] = [];
  for await (const batch of readJSONObjects(pieces()))
    for (const each of batch) objects.push(typeof each === 'string' ? each : Buffer.from(each).toString());
  return objects;
}

describe('readJSONObjects', () => {
  it('reads the objects of any list, for any split and white space', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue())),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(undefined, 2),
        async (list, size, indent) => {
          const objects = await read(JSON.stringify(list, undefined, indent), size);
          expect(objects.map((each) => JSON.parse(each) as unknown)).toEqual(JSON.parse(JSON.stringify(list)));
        },
      ),
    );
  });

  it.each([
    ['{"a":1}', ['{"a":1}']],
    ['{"a":1}\n{"a":2}\n', ['{"a":1}', '{"a":2}']],
    ['[{"a":"}]\\"{"},{"b":{"c":[{}]}}]', ['{"a":"}]\\"{"}', '{"b":{"c":[{}]}}']],
    ['[{"a":1},{"b":', ['{"a":1}', '{"b":']],
    ['[]', []],
    ['', []],
    ['}}"{', []],
  ])('reads %s', async (text, expected) => {
    for (const size of [1, 3, 100]) expect(await read(text, size)).toEqual(expected);
  });

  it('yields objects as they arrive', async () => {
    const source = [Buffer.from('[{"a":1}'), Buffer.from(',{"b'), Buffer.from('":2}]')];
    const batches: unknown[] = [];
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (const piece of source) {
        yield piece;
        batches.push('asked for more');
      }
    }
    for await (const batch of readJSONObjects(pieces())) batches.push(batch);
    expect(batches).toEqual([['{"a":1}'], 'asked for more', 'asked for more', ['{"b":2}'], 'asked for more']);
  });

  it('yields a large object as bytes, which are valid until the next read', async () => {
    const large = `{"a":"${'好'.repeat(300_000)}"}`;
    expect(await read(`[${large},{"b":1},${large}]`, 60_000)).toEqual([large, '{"b":1}', large]);
    const batches = readJSONObjects(new Blob([large]).stream());
    const { value } = await batches.next();
    expect(value?.[0]).toBeInstanceOf(Uint8Array);
    expect(value?.[0]?.length).toBe(Buffer.byteLength(large));
    await batches.next();
    expect(value?.[0]?.length).toBe(0);
  });

  it('lets other work of the process go on while it reads many objects', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const bytes = Buffer.from('{"a":1}'.repeat(400_000));
    async function* whole(): AsyncGenerator<Uint8Array> {
      yield bytes;
    }
    let count = 0;
    for await (const batch of readJSONObjects(whole())) count += batch.length;
    clearInterval(timer);
    expect(count).toBe(400_000);
    expect(turns).toBeGreaterThan(1);
  });

  it('takes linear time for deep nesting and many chunks', async () => {
    const text = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    expect(await read(text, 7)).toEqual([text]);
  });
});
