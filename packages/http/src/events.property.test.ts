import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readEvents, type ServerSentEvent } from './events.ts';

// Any text without line breaks, null characters (which invalidate an id) and unpaired surrogates.
const line = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', ' ', ':', 'data: x', '\uFEFF', '\u2028', 'é✓🙂', '{"a":"b"}'),
  )
  .map((text) => text.replace(/[\r\n\0]/g, '').toWellFormed());

const written = fc.record({
  event: fc.option(
    line.filter((text) => text !== ''),
    { nil: undefined },
  ),
  id: fc.option(line, { nil: undefined }),
  data: fc.array(line, { minLength: 1, maxLength: 4 }),
});
type Written = typeof written extends fc.Arbitrary<infer Value> ? Value : never;

/** Formatting choices that the standard leaves to the server, derived from a list of random numbers. */
interface Style {
  readonly ends: readonly string[];
  readonly choices: readonly number[];
  readonly mark: boolean;
  readonly complete: boolean;
}

const style: fc.Arbitrary<Style> = fc.record({
  // A stream with mixed line ends must not put LF after CR: the pair is a single line end.
  ends: fc.constantFrom(['\n'], ['\r'], ['\r\n'], ['\n', '\r\n']),
  choices: fc.array(fc.nat(), { minLength: 1, maxLength: 50 }),
  mark: fc.boolean(),
  complete: fc.boolean(),
});

it('any events in any valid format and with any split are read unchanged', async () => {
  const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 20 });
  const property = fc.asyncProperty(fc.array(written, { maxLength: 6 }), style, cuts, async (events, style, cuts) => {
    const bytes = new TextEncoder().encode(write(events, style));
    const expected = events.map(({ event, id, data }) => ({ event, id, data: data.join('\n') }));
    const read: ServerSentEvent[] = [];
    for await (const event of readEvents(ReadableStream.from(torn(bytes, cuts)))) read.push(event);
    expect(read).toEqual(expected);
  });
  await fc.assert(property, { numRuns: 1000 });
});

it('any bytes are read to their end', async () => {
  const chunk = fc.oneof(
    fc.uint8Array(),
    fc.constantFrom('data:', '\r', '\n', '\n\n', 'id', ':', '\uFEFF').map((text) => new TextEncoder().encode(text)),
  );
  const property = fc.asyncProperty(fc.array(chunk, { maxLength: 30 }), async (chunks) => {
    const whole: ServerSentEvent[] = [];
    const pieces: ServerSentEvent[] = [];
    for await (const event of readEvents(ReadableStream.from([Buffer.concat(chunks)]))) whole.push(event);
    for await (const event of readEvents(ReadableStream.from(chunks))) pieces.push(event);
    expect(pieces).toEqual(whole);
  });
  await fc.assert(property, { numRuns: 1000 });
});

function write(events: readonly Written[], { ends, choices, mark, complete }: Style): string {
  let used = 0;
  const choose = <Value>(values: readonly Value[]): Value => {
    used += 1;
    return values[(choices[used % choices.length] ?? 0) % values.length] as Value;
  };
  const end = (): string => choose(ends);
  const field = (name: string, value: string): string => {
    if (value === '' && choose([true, false])) return choose([name, `${name}:`]) + end();
    return `${name}:${value.startsWith(' ') ? ' ' : choose(['', ' '])}${value}${end()}`;
  };
  const noise = (): string =>
    choose(['', '', `:${end()}`, `: ping${end()}`, `retry: 10${end()}`, `unknown: x${end()}`]);
  const blocks = events.map(({ event, id, data }) => {
    const lines = data.map((text) => field('data', text));
    if (event !== undefined) lines.splice(choose([0, lines.length]), 0, field('event', event));
    if (id !== undefined) lines.splice(choose([0, lines.length]), 0, field('id', id));
    return lines.map((text) => noise() + text).join('') + noise();
  });
  const text = blocks.map((block) => block + end() + choose(['', end(), noise() + end()])).join('');
  const last = complete ? text : text.replace(/[\r\n]+$/, choose(['', end()]));
  return (mark ? '\uFEFF' : '') + last;
}

function* torn(bytes: Uint8Array, cuts: readonly number[]): Generator<Uint8Array> {
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    yield bytes.subarray(from, cut);
    from = Math.min(cut, bytes.length);
  }
  yield bytes.subarray(from);
}
