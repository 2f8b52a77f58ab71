import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLane, type Lane } from './lane.ts';

/**
 * Sends `count` requests, which begin to wait at 0, to a bucket of `perSecond` requests.
 *
 * @returns time of the end, and the number of requests left at each refusal
 */
function fanOut(lane: Lane, count: number, perSecond: number): { readonly end: number; readonly left: number[] } {
  lane.queued(0);
  const left: number[] = [];
  let [now, level, filledAt] = [0, 10, 0];
  for (let waiting = count; waiting > 0; ) {
    const until = lane.holdUntil(10, now, waiting);
    if (until > now) {
      now = until;
      continue;
    }
    const ticket = lane.sent(10, now, true);
    level = Math.min(10, level + ((now - filledAt) * perSecond) / 1000);
    filledAt = now;
    if (level >= 1) {
      level -= 1;
      waiting -= 1;
      lane.done(ticket);
    } else {
      left.push(waiting);
      lane.refused(ticket, now, 1);
    }
  }
  return { end: now, left };
}

it('The last requests of a fan-out are not used to probe the limit, because a refused one would wait longest', () => {
  fc.assert(
    fc.property(fc.integer({ min: 40, max: 400 }), (perSecond) => {
      const { left } = fanOut(
        createLane(() => 0.5),
        10 * perSecond,
        perSecond,
      );
      expect(left.length).toBeGreaterThan(2);
      expect(left.filter((waiting) => waiting < 0.8 * perSecond)).toEqual([]);
    }),
  );
});

it('While new requests arrive, a lane probes the limit even if few requests wait', () => {
  const sentIn20Seconds = (arrives: boolean): number => {
    const lane = createLane(() => 0.5);
    const { end } = fanOut(lane, 1000, 100);
    let sent = 0;
    for (let now = end; now < end + 20_000 && sent < 10_000; ) {
      if (arrives) lane.queued(now);
      const until = lane.holdUntil(10, now, 1);
      if (until > now) now = until;
      else {
        lane.done(lane.sent(10, now, true));
        sent += 1;
      }
    }
    return sent;
  };
  expect(sentIn20Seconds(false)).toBeLessThan(2100);
  expect(sentIn20Seconds(true)).toBe(10_000);
});
