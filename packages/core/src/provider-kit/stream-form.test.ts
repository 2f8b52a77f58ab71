import { describe, expect, it } from 'vitest';
import { SizeLimitError } from './collect-bytes.ts';
import { openStream } from './stream-form.ts';

interface Seen {
  chunks: number;
  closed: boolean;
}

/** Yields the same chunk up to `count` times, and what follows. */
async function* body(chunk: string, count: number, seen: Seen, after = ''): AsyncGenerator<Uint8Array> {
  try {
    for (; seen.chunks < count; seen.chunks += 1) yield Buffer.from(chunk);
    yield Buffer.from(after);
  } finally {
    seen.closed = true;
  }
}

const unseen = (): Seen => ({ chunks: 0, closed: false });

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of bytes) text += Buffer.from(chunk).toString();
  return text;
}

describe('white space before a body', () => {
  it.each([' ', '\n', '\r\n', ' \t\n'])('is read no further than the limit: %j', async (space) => {
    const seen = unseen();
    const reading = openStream(body(space.repeat(100), 1e6, seen), 5000);
    await expect(reading).rejects.toThrow(new SizeLimitError('it is larger than 5000 bytes'));
    expect(seen.chunks).toBeLessThanOrEqual(50);
    expect(seen.closed).toBe(true);
  });

  it('is not kept', async () => {
    const found = await openStream(body('\n'.repeat(100), 20, unseen(), 'data: a\n\n'), 5000);
    expect(found).toMatchObject({ form: 'events', skipped: 2000 });
    expect(await textOf(found.body)).toBe('data: a\n\n');
  });

  it('counts towards the limit', async () => {
    const found = await openStream(body(' '.repeat(100), 49, unseen(), '{"a":1}'), 5000);
    expect(found).toMatchObject({ form: 'text', skipped: 4900 });
    expect(await textOf(found.body)).toBe('{"a":1}');
    await expect(openStream(body(' '.repeat(100), 51, unseen(), '{"a":1}'), 5000)).rejects.toThrow(SizeLimitError);
  });
});

it('byte order marks without end are not kept', async () => {
  const seen = unseen();
  const found = await openStream(body('\ufeff', 1e6, seen), 5000);
  expect(found.form).toBe('events');
  expect(seen.chunks).toBeLessThan(10);
});
