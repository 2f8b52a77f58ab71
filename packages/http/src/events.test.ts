import { describe, expect, it } from 'vitest';
import { readEventBatches, readEvents, type ServerSentEvent } from './events.ts';

const encoder = new TextEncoder();

describe('an event stream', () => {
  it.each<[string, string, ServerSentEvent[]]>([
    ['lines that end in LF', 'data: a\n\ndata: b\n\n', [{ data: 'a' }, { data: 'b' }]],
    ['lines that end in CR', 'data: a\r\rdata: b\r\r', [{ data: 'a' }, { data: 'b' }]],
    ['lines that end in CR LF', 'data: a\r\n\r\ndata: b\r\n\r\n', [{ data: 'a' }, { data: 'b' }]],
    ['lines with mixed ends', 'data: a\r\ndata: b\n\rdata: c\r\r\n', [{ data: 'a\nb' }, { data: 'c' }]],
    ['a byte order mark', '\uFEFFdata: a\n\n', [{ data: 'a' }]],
    ['two byte order marks, of which the second is text', '\uFEFF\uFEFFdata: a\n\ndata: b\n\n', [{ data: 'b' }]],
    ['a byte order mark inside data', 'data: a\n\ndata: \uFEFFb\n\n', [{ data: 'a' }, { data: '\uFEFFb' }]],
    ['comments', ': ping\n\ndata: a\n: in between\ndata: b\n\n:\n', [{ data: 'a\nb' }]],
    ['several data lines', 'data: a\ndata: b\ndata: c\n\n', [{ data: 'a\nb\nc' }]],
    ['no space after the colon', 'data:a\n\ndata:  b\n\n', [{ data: 'a' }, { data: ' b' }]],
    ['fields next to data', 'event: e\nid: 1\nretry: 5\ndata: a\n\n', [{ event: 'e', id: '1', data: 'a' }]],
    [
      'fields that apply to one event only',
      'event: e\nid: 1\ndata: a\n\ndata: b\n\n',
      [{ event: 'e', id: '1', data: 'a' }, { data: 'b' }],
    ],
    ['an id with a null character, which is ignored', 'id: 1\u0000\ndata: a\n\n', [{ data: 'a' }]],
    ['unknown fields and lines without a colon', 'foo: bar\nbaz\ndata: a\n\n', [{ data: 'a' }]],
    ['a data line without a colon', 'data\n\ndata\ndata\n\n', [{ data: '' }, { data: '\n' }]],
    ['empty data lines', 'data:\n\ndata: a\ndata:\ndata:\n\n', [{ data: '' }, { data: 'a\n\n' }]],
    ['blocks without data, which are not events', 'event: e\n\nid: 1\n\n\n\ndata: a\n\n', [{ data: 'a' }]],
    ['a last event without its blank line', 'data: a\n\ndata: b\n', [{ data: 'a' }, { data: 'b' }]],
    ['a last event without its line break', 'data: a\n\nevent: e\ndata: b', [{ data: 'a' }, { event: 'e', data: 'b' }]],
    ['a last event that ends in CR', 'data: a\r\rdata: b\r', [{ data: 'a' }, { data: 'b' }]],
    [
      'line separators of Unicode inside data',
      'data: a\u2028b\u2029c\u0085d\n\n',
      [{ data: 'a\u2028b\u2029c\u0085d' }],
    ],
    ['characters of one to four bytes', 'data: aé✓🙂\n\n', [{ data: 'aé✓🙂' }]],
    ['nothing', '', []],
  ])('may have %s', async (_, text, expected) => {
    const bytes = encoder.encode(text);
    expect(await eventsOf([bytes])).toEqual(expected);
    expect(await eventsOf([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(expected);
    for (let cut = 1; cut < bytes.length; cut += 1) {
      expect(await eventsOf([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(expected);
    }
  });

  it('has U+FFFD for bytes that are not UTF-8', async () => {
    const bytes = Buffer.concat([
      Buffer.from('data: a'),
      Buffer.from([0xff, 0xe2, 0x9c]),
      Buffer.from('b\n\ndata: c'),
      Buffer.from([0xe2]),
    ]);
    const expected = [{ data: 'a\uFFFD\uFFFDb' }, { data: 'c\uFFFD' }];
    expect(await eventsOf([bytes])).toEqual(expected);
    expect(await eventsOf([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(expected);
  });

  it('may be a web stream', async () => {
    expect(await eventsOf(new Blob(['data: a\n\ndata: b\n\n']).stream())).toEqual([{ data: 'a' }, { data: 'b' }]);
  });
});

describe('reading events', () => {
  it('returns all events that one read completes together', async () => {
    const source = sourceOf(['data: a\n\ndata: b\n\ndata: ', 'c', '\n\n']);
    const batches = [];
    for await (const batch of readEventBatches(source)) batches.push([batch.length, source.reads()]);
    expect(batches).toEqual([
      [2, 1],
      [1, 3],
    ]);
  });

  it('reads nothing ahead of the consumer, and closes the source when the consumer leaves', async () => {
    const source = sourceOf(['data: a\n\n', 'data: b\n\n', 'data: c\n\n']);
    const seen = [];
    for await (const event of readEvents(source)) {
      seen.push(event.data);
      if (event.data === 'b') break;
    }
    expect([seen, source.reads(), source.closed()]).toEqual([['a', 'b'], 2, true]);
  });

  it('throws an error of the source after the events before it', async () => {
    const failure = new Error('cut');
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield encoder.encode('data: a\n\ndata: b');
      throw failure;
    }
    const seen: string[] = [];
    const read = async (): Promise<void> => {
      for await (const event of readEvents(failing())) seen.push(event.data);
    };
    await expect(read()).rejects.toBe(failure);
    expect(seen).toEqual(['a']);
  });
});

describe('maxEventBytes', () => {
  const events = (count: number, text: string): string => `data: ${text}\n\n`.repeat(count);

  it('fails an event that is larger, after the events before it, and closes the source', async () => {
    for (const large of [`data: ${'x'.repeat(200)}`, 'data: xxxx\n'.repeat(50), `event: ${'x'.repeat(200)}`]) {
      const source = sourceOf([`${events(3, 'small')}${large}`, 'more', 'and more']);
      const seen: string[] = [];
      const read = async (): Promise<void> => {
        for await (const event of readEvents(source, { maxEventBytes: 100 })) seen.push(event.data);
      };
      await expect(read()).rejects.toMatchObject({ code: 'ERR_EVENT_TOO_LARGE' });
      expect([seen, source.reads(), source.closed()]).toEqual([['small', 'small', 'small'], 1, true]);
    }
  });

  it('does not limit the number of smaller events and comments', async () => {
    const text = `${events(100, 'x'.repeat(90))}: ${'x'.repeat(1000)}\n`;
    expect(await eventsOf([encoder.encode(text)], { maxEventBytes: 100 })).toHaveLength(100);
  });

  it.each([
    [8 * 1024 * 1024, 65_536],
    [8 * 1024 * 1024, 1000],
    [256 * 1024, 1],
  ])('allows %d bytes by default, in chunks of %d', async (length, size) => {
    const [event] = await eventsOf(slices(encoder.encode(`data: ${'x'.repeat(length)}\n\n`), size));
    expect(event?.data).toHaveLength(length);
  });
});

async function eventsOf(
  chunks: Iterable<Uint8Array> | ReadableStream<Uint8Array>,
  options?: { maxEventBytes: number },
): Promise<ServerSentEvent[]> {
  const body = chunks instanceof ReadableStream ? chunks : ReadableStream.from(chunks);
  const events: ServerSentEvent[] = [];
  for await (const event of readEvents(body, options)) events.push(event);
  return events;
}

function* slices(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let index = 0; index < bytes.length; index += size) yield bytes.subarray(index, index + size);
}

/** Returns a source that counts its reads and records when it is closed. */
function sourceOf(texts: readonly string[]): AsyncIterable<Uint8Array> & { reads(): number; closed(): boolean } {
  let reads = 0;
  let closed = false;
  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      for (const text of texts) {
        reads += 1;
        yield encoder.encode(text);
      }
    } finally {
      closed = true;
    }
  }
  return { [Symbol.asyncIterator]: read, reads: () => reads, closed: () => closed };
}

describe('an event without an end', () => {
  const linesOf = (line: string, times: number): AsyncIterable<Uint8Array> =>
    (async function* () {
      for (let count = 0; count < times; count += 1) yield Buffer.from(line.repeat(1000));
    })();

  it('is aborted after 100,000 lines, because short lines take much more memory than their bytes', async () => {
    await expect(all(linesOf('data: a\n', 200))).rejects.toMatchObject({
      code: 'ERR_EVENT_TOO_LARGE',
    });
  });

  it('does not include many complete comments', async () => {
    expect(await all(linesOf(': ping\n\n', 200))).toEqual([]);
  });
});

async function all(source: AsyncIterable<Uint8Array>): Promise<readonly ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of readEvents(source)) events.push(event);
  return events;
}

describe('a large chunk', () => {
  const text = Array.from({ length: 20_000 }, (_, place) => `data: ä${place}\n\n`).join('');

  it('has the same events as small ones', async () => {
    const events = await eventsOf([encoder.encode(text)]);
    expect(events.map(({ data }) => data)).toEqual(Array.from({ length: 20_000 }, (_, place) => `ä${place}`));
  });

  it('lets other work of the process go on while its events are processed', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    async function* body(): AsyncGenerator<Uint8Array> {
      yield encoder.encode(text);
    }
    for await (const batch of readEventBatches(body())) {
      // Processing takes 20 ms per batch.
      for (const end = Date.now() + 20; Date.now() < end && batch.length > 0; );
    }
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });
});
