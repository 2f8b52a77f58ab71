import { describe, expect, it, vi } from 'vitest';
import type { StreamEvent } from '../contract/events.ts';
import { fakeFinish } from '../testing/index.ts';
import { never, thrown } from '../testing/samples.ts';
import { once } from '../util/iterators.ts';
import { type Batch, fromBatches, toBatches } from './batches.ts';
import { batchesOf, mapFinish, transform, withFinish } from './transform.ts';

const text = (text: string) => ({ type: 'text', text }) as const;
const broken = new Error('broken');

interface Watched extends AsyncIterator<Batch> {
  readonly seen: string[];
}

/** Returns a source of batches with one text each that records its calls. An error in `pieces` is thrown. */
function watched(pieces: readonly (string | Error)[]): Watched {
  const seen: string[] = [];
  const left = [...pieces];
  return {
    seen,
    async next() {
      seen.push('next');
      const piece = left.shift();
      if (piece instanceof Error) throw piece;
      return piece === undefined ? { done: true, value: undefined } : { done: false, value: [text(piece)] };
    },
    async return() {
      seen.push('return');
      return { done: true, value: undefined };
    },
  };
}

async function all(events: AsyncIterable<StreamEvent>): Promise<readonly StreamEvent[]> {
  const found: StreamEvent[] = [];
  for await (const batch of toBatches(events)) found.push(...batch);
  return found;
}

describe('a transformed stream', () => {
  it('opens its source when the first batch is requested', async () => {
    const open = vi.fn(() => watched(['a', 'b']));
    const events = transform(open, {});
    expect(open).not.toHaveBeenCalled();
    expect(await all(events)).toEqual([text('a'), text('b')]);
    expect(open).toHaveBeenCalledOnce();
  });

  it('yields the batch that its layer returns, synchronously or as a promise', async () => {
    const louder = (batch: Batch): Batch => batch.map((event) => ('text' in event ? text(`${event.text}!`) : event));
    expect(await all(transform(() => watched(['a']), { batch: louder }))).toEqual([text('a!')]);
    expect(await all(transform(() => watched(['a']), { batch: async (batch) => louder(batch) }))).toEqual([text('a!')]);
  });

  it('waits for a source that opens asynchronously', async () => {
    expect(await all(transform(async () => watched(['a']), {}))).toEqual([text('a')]);
  });

  it('opens its source once for reads that overlap', async () => {
    const open = vi.fn(async () => watched(['a', 'b']));
    const reader = batchesOf(transform(open, {}));
    const results = await Promise.all([reader.next(), reader.next()]);
    expect(results.map(({ value }) => value as Batch)).toEqual([[text('a')], [text('b')]]);
    expect(open).toHaveBeenCalledOnce();
  });

  it('calls over once: after the end, after a failure, or when the reader leaves', async () => {
    const over = vi.fn();
    await all(transform(() => watched(['a']), { over }));
    expect(over).toHaveBeenCalledTimes(1);
    await thrown(all(transform(() => watched(['a', broken]), { over })));
    expect(over).toHaveBeenCalledTimes(2);
    for await (const _ of toBatches(transform(() => watched(['a', 'b']), { over }))) break;
    expect(over).toHaveBeenCalledTimes(3);
  });

  it.each([
    ['the source fails', () => transform(() => watched(['a', broken]), { failed: () => new Error('put better') })],
    [
      'it cannot be opened',
      () =>
        transform(
          () => {
            throw broken;
          },
          { failed: () => new Error('put better') },
        ),
    ],
    [
      'it cannot be opened later',
      () => transform(() => Promise.reject(broken), { failed: () => new Error('put better') }),
    ],
  ])('throws the error of its layer if %s', async (_, make) => {
    expect(await thrown(all(make()))).toMatchObject({ message: 'put better' });
  });

  it('calls failed before over', async () => {
    const told: string[] = [];
    const layer = { failed: () => told.push('failed'), over: () => told.push('over') };
    await thrown(all(transform(() => watched([broken]), layer)));
    expect(told).toEqual(['failed', 'over']);
  });

  it.each([
    [
      'at once',
      () => {
        throw broken;
      },
    ],
    ['later', () => Promise.reject(broken)],
  ])('closes its source if its layer fails %s', async (_, batch) => {
    const source = watched(['a', 'b']);
    expect(await thrown(all(transform(() => source, { batch })))).toBe(broken);
    expect(source.seen).toEqual(['next', 'return']);
  });

  it('does not read a source that was left while it was being opened', async () => {
    const source = watched(['a']);
    let opened = (): void => {};
    const open = (): Promise<AsyncIterator<Batch>> =>
      new Promise((resolve) => {
        opened = () => resolve(source);
      });
    const reader = batchesOf(transform(open, {}));
    const first = reader.next();
    const left = reader.return?.();
    opened();
    expect(await first).toEqual({ done: true, value: undefined });
    await left;
    expect(source.seen).toEqual(['return']);
  });

  it('stays ended after a failure', async () => {
    const source = watched([broken, 'a']);
    const reader = batchesOf(transform(() => source, {}));
    await thrown(reader.next());
    expect(await reader.next()).toEqual({ done: true, value: undefined });
    await reader.return?.();
    expect(source.seen).toEqual(['next']);
  });

  it('does not delay a reader that leaves during a read', async () => {
    const source = { ...watched([]), next: () => never };
    const reader = batchesOf(transform(() => source, {}));
    void reader.next();
    await reader.return?.();
    expect(source.seen).toEqual(['return']);
  });
});

describe('layers above each other', () => {
  interface Stack {
    readonly source: Watched;
    readonly told: string[];
    readonly events: AsyncIterable<StreamEvent>;
  }

  /** Returns three layers over a source. Each adds its name to texts and to the messages of errors. */
  function stack(
    pieces: readonly (string | Error)[],
    change: (name: string) => 'later' | 'open later' | Error | undefined,
  ): Stack {
    const source = watched(pieces);
    const told: string[] = [];
    const layered = (below: () => AsyncIterator<Batch>, name: string): AsyncIterable<StreamEvent> => {
      const how = change(name);
      const add = (batch: Batch): Batch => {
        if (how instanceof Error) throw how;
        return batch.map((event) => ('text' in event ? text(event.text + name) : event));
      };
      return transform(how === 'open later' ? async () => below() : below, {
        batch: (batch) => (how === 'later' ? Promise.resolve(add(batch)) : add(batch)),
        failed: (error) => new Error((error as Error).message + name),
        over: () => told.push(name),
      });
    };
    const first = layered(() => source, '1');
    const second = layered(() => batchesOf(first), '2');
    return { source, told, events: layered(() => batchesOf(second), '3') };
  }

  const ways = ['1', '2', '3'].flatMap((name) => (['later', 'open later'] as const).map((how) => [name, how] as const));

  it.each([...ways, ['none', 'later'] as const])(
    'change batches from the source up, if layer %s works %s',
    async (at, how) => {
      const { events, told } = stack(['a', 'b'], (name) => (name === at ? how : undefined));
      expect(await all(events)).toEqual([text('a123'), text('b123')]);
      expect(told).toEqual(['1', '2', '3']);
    },
  );

  it.each(ways)('change an error of the source from the source up, if layer %s works %s', async (at, how) => {
    const { events, told } = stack(['a', broken], (name) => (name === at ? how : undefined));
    expect(await thrown(all(events))).toMatchObject({ message: 'broken123' });
    expect(told).toEqual(['1', '2', '3']);
  });

  it.each([
    ['1', 'wrong123'],
    ['2', 'wrong23'],
    ['3', 'wrong3'],
  ])('close the source and end all layers if layer %s throws', async (at, message) => {
    const { source, events, told } = stack(['a', 'b'], (name) => (name === at ? new Error('wrong') : undefined));
    expect(await thrown(all(events))).toMatchObject({ message });
    expect(source.seen).toEqual(['next', 'return']);
    expect([...told].sort()).toEqual(['1', '2', '3']);
  });

  it('reject if the source throws without a promise', async () => {
    const source: AsyncIterator<Batch> = {
      next() {
        throw broken;
      },
    };
    const outer = transform(() => batchesOf(transform(() => source, {})), { failed: () => new Error('put better') });
    expect(await thrown(all(outer))).toMatchObject({ message: 'put better' });
  });
});

describe('a changed ending', () => {
  it('keeps the events before it', async () => {
    const source = fromBatches(
      (async function* () {
        yield [text('a'), text('b'), fakeFinish()];
      })(),
    );
    const events = mapFinish(source, (finish) => ({ ...finish, id: 'x' }));
    expect(await all(events)).toEqual([text('a'), text('b'), fakeFinish({ id: 'x' })]);
  });

  it('does not change a batch without a finish', () => {
    const batch = [text('a')];
    expect(withFinish(batch, (finish) => ({ ...finish, id: 'x' }))).toBe(batch);
  });
});

describe('a source that states its last batch', () => {
  it('is read once, and each layer ends after that batch', async () => {
    const over: string[] = [];
    const source = once(() => [text('a')]);
    const next = vi.spyOn(source, 'next');
    const inner = transform(() => source, {
      batch: async ([first]) => [first as StreamEvent],
      over: () => over.push('inner'),
    });
    const outer = transform(() => batchesOf(inner), {
      batch: (batch) => [...batch, fakeFinish()],
      over: () => over.push('outer'),
    });
    const reader = batchesOf(outer);
    expect(await reader.next()).toEqual({ done: false, value: [text('a'), fakeFinish()], last: true });
    expect(over).toEqual(['inner', 'outer']);
    expect(await reader.next()).toEqual({ done: true, value: undefined });
    expect(next).toHaveBeenCalledOnce();
  });

  it('gives a loop over its events the same events as another source', async () => {
    const events = transform(() => once(() => [text('a'), text('b')]), {});
    expect(await all(events)).toEqual([text('a'), text('b')]);
  });
});
