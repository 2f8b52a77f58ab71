import { describe, expect, it } from 'vitest';
import { createLane, type Lane } from './lane.ts';
import type { Ticket } from './lane-state.ts';

/** Returns a lane whose opening was refused at 10 ms, so that it searches for the limit after a pause. */
function searching(): Lane {
  const lane = createLane(() => 0.5);
  const tickets = Array.from({ length: 12 }, () => lane.sent(10, 0, false));
  lane.refused(tickets.at(-1) as Ticket, 10, undefined);
  return lane;
}

/**
 * Sends as many requests as a lane allows from one time to another. Each timer is late by `delay` milliseconds. Stops
 * after 20,000 requests.
 */
function drive(lane: Lane, from: number, to: number, delay = 0): readonly Ticket[] {
  const sent: Ticket[] = [];
  for (let now = from; now < to && sent.length < 20_000; ) {
    const until = lane.holdUntil(10, now, 1);
    if (until > now) now = until + delay;
    else sent.push(lane.sent(10, now, true));
  }
  return sent;
}

describe('a lane of a process that is too busy to run its timers', () => {
  it('does not raise the pace of the search for the time in which timers were late', () => {
    const [idle, busy] = [searching(), searching()];
    expect(drive(idle, 300, 2000).length).toBeGreaterThan(1000);
    expect(drive(busy, 300, 2000, 50).length).toBeLessThan(100);
  });

  it('does not double the opening after a late timer', () => {
    const sentAt = (delay: number): number => {
      const lane = createLane(() => 0.5);
      drive(lane, 0, 1);
      return drive(lane, 100 + delay, 101 + delay).length;
    };
    expect([sentAt(0), sentAt(50), sentAt(200)]).toEqual([64, 32, 32]);
  });
});

it('After a measurement, the pace grows with time and not only with the number of requests', () => {
  const lane = searching();
  const last = drive(lane, 300, 1000).at(-1) as Ticket;
  lane.refused(last, last.at + 5, undefined);
  const sent = drive(lane, last.at + 5, last.at + 1005);
  expect(sent.length).toBeGreaterThan(100);
  expect(sent.length).toBeLessThan(10_000);
});
