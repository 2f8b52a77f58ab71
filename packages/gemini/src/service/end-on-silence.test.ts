import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, ask, testService } from '../testing/test-service.ts';
import { untilLull } from './end-on-silence.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Returns a source that yields one chunk and then stays silent. */
function silent(): AsyncIterableIterator<Uint8Array> & { left: boolean } {
  let read = false;
  return {
    left: false,
    next() {
      if (read) return new Promise(() => {});
      read = true;
      return Promise.resolve({ done: false, value: Uint8Array.of(1) });
    },
    async return() {
      this.left = true;
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

describe('A silence', () => {
  it('ends a stream that may be complete, and closes it', async () => {
    const source = silent();
    const pieces = untilLull(source, () => true);
    expect((await pieces.next()).value).toEqual(Uint8Array.of(1));
    const next = pieces.next();
    await vi.advanceTimersByTimeAsync(5000);
    expect([(await next).done, source.left, vi.getTimerCount()]).toEqual([true, true, 0]);
  });

  it('does not end a stream that is incomplete', async () => {
    const pieces = untilLull(silent(), () => false);
    await pieces.next();
    void pieces.next();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('after the finish reason ends the answer, even if the connection stays open', async () => {
    await using service = await testService([
      (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`data: ${JSON.stringify(answer([{ text: 'Hi' }], 'STOP'))}\r\n\r\n`);
      },
    ]);
    const events = service.provider.generate(ask({ stream: true }))[Symbol.asyncIterator]();
    expect((await events.next()).value).toEqual({ type: 'text', text: 'Hi' });
    const finish = events.next();
    await vi.waitUntil(() => vi.getTimerCount() > 0, { interval: 1 });
    await vi.advanceTimersByTimeAsync(5000);
    expect((await finish).value).toMatchObject({ type: 'finish', finishReason: 'stop' });
  });
});
