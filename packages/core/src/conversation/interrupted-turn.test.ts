import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContentEvent } from '../contract/events.ts';
import type { Message } from '../contract/message.ts';
import { createAnswer } from '../stream/answer.ts';
import { type InterruptedTurn, withProgress } from './interrupted-turn.ts';

const begun: InterruptedTurn = { question: { role: 'user', content: 'a' }, steps: [], content: [], reason: 'Ended.' };
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 });
const providerData = fc.option(fc.constant({ fake: 1 }), { nil: undefined, freq: 4 });
const event = fc
  .oneof(
    fc.record({ type: fc.constantFrom('text', 'reasoning'), text, providerData }),
    fc.record({ type: fc.constant('refusal'), text }),
    fc.record({ type: fc.constant('tool-call'), id: text, name: text, arguments: fc.constant({}) }),
    fc.record({
      type: fc.constant('media'),
      kind: fc.constantFrom('audio', 'image'),
      mediaType: fc.constantFrom('audio/pcm', 'image/png'),
      data: fc.uint8Array({ minLength: 1, maxLength: 5 }).map((bytes) => Buffer.from(bytes).toString('base64')),
      providerData,
    }),
  )
  .map((made) => JSON.parse(JSON.stringify(made)) as ContentEvent);

function folded(events: readonly ContentEvent[]) {
  const answer = createAnswer();
  for (const each of events) answer.add(each);
  return answer.content();
}

describe('a turn in progress', () => {
  it('has the same content for any split into events', () => {
    const check = (arrivals: readonly (readonly ContentEvent[])[]) => {
      const turn = arrivals.reduce((before, events) => withProgress(before, { content: folded(events) }), begun);
      expect(turn).toEqual({ ...begun, content: folded(arrivals.flat()) });
    };
    fc.assert(fc.property(fc.array(fc.array(event, { maxLength: 4 }), { maxLength: 5 }), check));
  });

  it('starts new content after tools were run', () => {
    const steps: readonly Message[] = [{ role: 'tool', content: [] }];
    const before = withProgress(begun, { content: [{ type: 'text', text: 'Let me see.' }] });
    expect(withProgress(before, { steps })).toEqual({ ...begun, steps, content: [] });
    expect(withProgress(withProgress(before, { steps }), { steps }).steps.length).toBe(2);
  });
});
