import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../contract/events.ts';
import { fakeFinish } from '../testing/index.ts';
import { createAnswer } from './answer.ts';
import type { Batch } from './batches.ts';
import { followAnswer, shareBatch } from './followed-answer.ts';

const event: fc.Arbitrary<StreamEvent> = fc.oneof(
  fc.record({ type: fc.constantFrom('text', 'reasoning', 'refusal'), text: fc.string({ maxLength: 3 }) }),
  fc.record({ type: fc.constant('text'), text: fc.string(), providerData: fc.constant({ test: 1 }) }),
  fc.record({ type: fc.constant('tool-call'), id: fc.string(), name: fc.constant('f'), arguments: fc.constant({}) }),
  fc.record({
    type: fc.constant('media'),
    kind: fc.constantFrom('audio', 'image'),
    mediaType: fc.constant('audio/wav'),
    data: fc.base64String({ minLength: 4, maxLength: 8 }),
  }),
  fc.constant(fakeFinish()),
) as fc.Arbitrary<StreamEvent>;

/** What the layers between the protocol and the reader do with a batch. */
const change = fc.constantFrom('pass', 'pass', 'pass', 'pass', 'copy', 'drop', 'add');

function changed(batch: Batch, how: string): readonly Batch[] {
  if (how === 'drop') return [];
  if (how === 'add') return [batch, [{ type: 'text', text: 'added' }]];
  return [how === 'copy' ? [...batch] : batch];
}

describe('an answer that follows the answer of a protocol', () => {
  it('has the content of the batches that arrive, whatever the layers change', () => {
    const batches = fc.array(fc.tuple(fc.array(event, { minLength: 1, maxLength: 4 }), change), { maxLength: 12 });
    fc.assert(
      fc.property(batches, fc.nat(3), (made, ahead) => {
        const protocol = createAnswer();
        const followed = followAnswer();
        const plain = createAnswer();
        const waiting: (readonly Batch[])[] = [];
        const arrive = (): void => {
          for (const batch of waiting.shift() ?? []) {
            followed.add(batch);
            for (const each of batch) plain.add(each);
          }
          expect(followed.content()).toEqual(plain.content());
          expect(followed.result()).toEqual(plain.result());
        };
        for (const [events, how] of made) {
          for (const each of events) protocol.add(each);
          waiting.push(changed(shareBatch(events, protocol), how));
          if (waiting.length > ahead) arrive();
        }
        while (waiting.length > 0) arrive();
      }),
      { numRuns: 2000 },
    );
  });

  it('builds its own answer if the first batch is missing', () => {
    const protocol = createAnswer();
    const share = (text: string): Batch => {
      const batch: Batch = [{ type: 'text', text }];
      for (const each of batch) protocol.add(each);
      return shareBatch(batch, protocol);
    };
    const followed = followAnswer();
    share('missing');
    followed.add(share('here'));
    expect(followed.content()).toEqual([{ type: 'text', text: 'here' }]);
  });
});
