import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LLMClient } from '../client.ts';
import { TimeoutError } from '../contract/errors.ts';
import { fakeProvider } from '../testing/index.ts';
import { readAll, thrown } from '../testing/samples.ts';
import type { TextStream } from './text-stream.ts';

afterEach(() => vi.useRealTimers());

const words = 'one two three four five';

function clientOf(): { client: LLMClient; abandoned: () => number; open: () => Promise<TextStream> } {
  const provider = fakeProvider({ answer: words });
  const client = new LLMClient({ provider, enableRetries: false });
  const open = (): Promise<TextStream> => client.generate({ prompt: 'Hi', stream: true, timeout: { idle: 5 } });
  return { client, abandoned: () => provider.abandoned, open };
}

describe('an unread stream', () => {
  it('ends after the idle limit, with an error for a later reader', async () => {
    vi.useFakeTimers();
    const { open, abandoned } = clientOf();
    const stream = await open();
    await vi.advanceTimersByTimeAsync(4900);
    expect(abandoned()).toBe(0);
    await vi.advanceTimersByTimeAsync(200);
    expect(abandoned()).toBe(1);
    const { error } = await readAll(stream);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(String(error)).toContain('was not read within 5 s');
    expect(await thrown(stream.result)).toBe(error);
  });

  it('ends when its client is closed', async () => {
    const { client, open, abandoned } = clientOf();
    const stream = await open();
    await client.close();
    expect(abandoned()).toBe(1);
    expect(String(await thrown(stream.result))).toContain('closed before this stream was read');
  });

  it('ends when it is collected, and so does one whose loop was dropped', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { open, abandoned } = clientOf();
    await open();
    const drop = async (): Promise<void> => {
      const reader = (await open())[Symbol.asyncIterator]();
      await reader.next();
    };
    await drop();
    await vi.waitFor(() => {
      collect();
      expect(abandoned()).toBe(2);
    });
  });
});

describe('a stream that is read', () => {
  it('is not ended by the idle limit of unread ones, nor by close()', async () => {
    vi.useFakeTimers();
    const { client, open } = clientOf();
    const [looped, awaited] = [await open(), await open()];
    const reader = looped[Symbol.asyncIterator]();
    await reader.next();
    const result = awaited.result;
    await client.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await result).text).toBe(words);
    expect((await readAll({ [Symbol.asyncIterator]: () => reader })).events.join('')).toBe('two three four five');
  });

  it('cannot be read twice', async () => {
    const stream = await clientOf().open();
    await readAll(stream);
    expect(await thrown(Promise.resolve().then(() => stream.events()))).toMatchObject({ kind: 'configuration' });
  });
});
