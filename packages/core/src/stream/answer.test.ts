import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContentEvent, StreamEvent } from '../contract/events.ts';
import type { ContentPart } from '../contract/message.ts';
import { parseDataURL } from '../media/data-url.ts';
import { fakeFinish } from '../testing/index.ts';
import { thrown } from '../testing/samples.ts';
import { collect, createAnswer } from './answer.ts';
import { replay } from './replay.ts';

const providerData = fc.option(fc.constantFrom({ p: { signature: 'a' } }, { p: 'b' }), { nil: undefined, freq: 4 });
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const withData = <Value extends object>(event: Value, data: object | undefined) =>
  data === undefined ? event : { ...event, providerData: data };

const textEvent = fc
  .tuple(fc.constantFrom('text', 'reasoning'), text, providerData)
  .map(([type, text, data]) => withData({ type, text }, data) as ContentEvent);
const refusalEvent = text.map((text): ContentEvent => ({ type: 'refusal', text }));
const toolCall = fc
  .tuple(fc.string(), fc.jsonValue(), providerData)
  .map(
    ([id, value, data]) => withData({ type: 'tool-call', id, name: 'look', arguments: value }, data) as ContentEvent,
  );
const mediaEvent = fc
  .tuple(
    fc.constantFrom('audio', 'image'),
    fc.constantFrom('a/x', 'a/y'),
    fc.uint8Array({ maxLength: 9 }),
    providerData,
  )
  .map(([kind, mediaType, bytes, data]) => {
    const event = { type: 'media', kind, mediaType, data: Buffer.from(bytes).toString('base64') };
    return withData(event, data) as ContentEvent;
  });
const contentEvents = fc.array(fc.oneof(textEvent, textEvent, refusalEvent, toolCall, mediaEvent), { maxLength: 12 });

async function* from(events: readonly StreamEvent[]): AsyncGenerator<StreamEvent> {
  yield* events;
}
const fold = (events: readonly ContentEvent[]) => collect(from([...events, fakeFinish()]));
const contentOf = async (events: readonly ContentEvent[]): Promise<readonly ContentPart[]> =>
  (await fold(events)).content;

/** Splits a text or audio event at a position. Returns other events unchanged. */
function cut(event: ContentEvent, at: number): ContentEvent[] {
  if ('providerData' in event || event.type === 'tool-call' || event.type === 'source') return [event];
  if (event.type !== 'media') {
    return [event.text.slice(0, at), '', event.text.slice(at)].map((text) => ({ ...event, text }));
  }
  if (event.kind !== 'audio') return [event];
  const bytes = Buffer.from(event.data, 'base64');
  return [bytes.subarray(0, at), bytes.subarray(at)].map((part) => ({ ...event, data: part.toString('base64') }));
}

describe('an answer', () => {
  it('has the same content for any split of its text and audio', async () => {
    await fc.assert(
      fc.asyncProperty(contentEvents, fc.array(fc.nat(12), { minLength: 12, maxLength: 12 }), async (events, cuts) => {
        const pieces = events.flatMap((event, place) => cut(event, cuts[place] ?? 0));
        expect(await contentOf(pieces)).toEqual(await contentOf(events));
      }),
    );
  });

  it('keeps all text and its order, and separates parts with providerData', async () => {
    await fc.assert(
      fc.asyncProperty(contentEvents, async (events) => {
        const { content, text, reasoning = '', refusal = '', toolCalls } = await fold(events);
        const said = (type: string) =>
          events.map((event) => (event.type === type && 'text' in event ? event.text : '')).join('');
        expect([text, reasoning, refusal]).toEqual(['text', 'reasoning', 'refusal'].map(said));
        const calls = events.filter((event) => event.type === 'tool-call');
        expect(toolCalls).toEqual(calls.map(({ id, name, arguments: value }) => ({ id, name, arguments: value })));
        const marked = (all: readonly object[]) =>
          all.flatMap((each) => ('providerData' in each && each.providerData ? [each.providerData] : []));
        expect(marked(content)).toEqual(marked(events));
      }),
    );
  });

  it('does not change when it is stored and replayed', async () => {
    await fc.assert(
      fc.asyncProperty(contentEvents, async (events) => {
        const finish = fakeFinish({
          finishReasonRaw: 'END',
          id: 'r1',
          cost: { amount: 0.5, currency: 'USD', estimated: true },
          attempts: [{ provider: 'fake', model: 'fake-1', startedAt: 1, duration: 2 }],
          warnings: ['careful'],
        });
        const result = await collect(from([...events, finish]));
        const stored: typeof result = JSON.parse(JSON.stringify(result));
        expect(await collect(from([...replay(stored)]))).toEqual(stored);
        expect(await collect(from([...replay(result)]))).toEqual(result);
      }),
    );
  });

  it('joins the parts of one audio, but no other media', async () => {
    const piece = (kind: 'audio' | 'image', mediaType: string, data: string): ContentEvent => ({
      type: 'media',
      kind,
      mediaType,
      data: Buffer.from(data).toString('base64'),
    });
    const events = [
      piece('audio', 'audio/wav', 'on'),
      piece('audio', 'audio/wav', 'e'),
      piece('audio', 'audio/ogg', 'two'),
      piece('image', 'image/png', 'a'),
      piece('image', 'image/png', 'b'),
    ];
    const media = (await contentOf(events)).map((part) => {
      const data = 'url' in part ? parseDataURL(part.url)?.data : undefined;
      return [part.type, Buffer.from(data ?? '', 'base64').toString()];
    });
    expect(media).toEqual([
      ['audio', 'one'],
      ['audio', 'two'],
      ['image', 'a'],
      ['image', 'b'],
    ]);
  });

  it('has no refusal, reasoning or part for empty events', async () => {
    const empty = (['text', 'reasoning', 'refusal'] as const).map((type) => ({ type, text: '' }));
    expect(await fold(empty)).toMatchObject({ text: '', content: [], refusal: undefined, reasoning: undefined });
  });

  it('keeps an empty event with providerData', async () => {
    const signed = { type: 'reasoning', text: '', providerData: { p: 1 } } as const;
    expect(await fold([signed])).toMatchObject({ content: [signed], reasoning: undefined });
  });

  it('is complete after its finish, and partial before', () => {
    const answer = createAnswer();
    expect(answer.partial()).toEqual({ text: '', reasoning: undefined, content: [], usage: undefined });
    answer.add({ type: 'reasoning', text: 'Hm.' });
    answer.add({ type: 'text', text: 'Half an ' });
    expect(answer.result()).toBe(undefined);
    const content = [
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'Half an ' },
    ];
    expect(answer.partial()).toEqual({ text: 'Half an ', reasoning: 'Hm.', content, usage: undefined });
    answer.add({ type: 'text', text: 'answer' });
    answer.add(fakeFinish());
    expect(answer.result()).toMatchObject({ text: 'Half an answer', cached: false, attempts: [], warnings: [] });
    expect(answer.partial().usage).toEqual(fakeFinish().usage);
  });

  it('that never finishes is an error', async () => {
    expect(await thrown(collect(from([{ type: 'text', text: 'x' }])))).toMatchObject({
      message: expect.stringContaining('The events ended without a finish event.'),
    });
  });
});

it('An invalid event ends the reading of an answer and closes its source', async () => {
  let isClosed = false;
  async function* events(): AsyncGenerator<StreamEvent> {
    try {
      yield { type: 'text', text: 'a' };
      yield null as never;
    } finally {
      isClosed = true;
    }
  }
  expect(await thrown(collect(events()))).toBeInstanceOf(TypeError);
  expect(isClosed).toBe(true);
});
