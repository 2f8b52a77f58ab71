import { describe, expect, it } from 'vitest';
import { createLane, type Lane } from './lane.ts';
import type { Ticket } from './lane-state.ts';

/** Sends `count` requests at once. */
const open = (lane: Lane, count: number): readonly Ticket[] =>
  Array.from({ length: count }, () => lane.sent(10, 0, false));

it('After a refusal of the opening, no probe is sent before the other refusals of the opening have arrived', () => {
  const lane = createLane(() => 0.5);
  const tickets = open(lane, 32);
  // A bucket of ten requests, refilled every 25 ms. The refusals arrive over 80 ms, each with an exact hint.
  for (const [index, ticket] of tickets.slice(10).entries()) {
    const now = 40 + 4 * index;
    expect(lane.holdUntil(10, now, 1)).toBeGreaterThan(now);
    lane.refused(ticket, now, (25 - (now % 25)) / 1000);
  }
  expect(lane.holdUntil(10, 124, 1)).toBeGreaterThan(150);
  expect(lane.holdUntil(10, 124, 1)).toBeLessThan(124 + 250);
});

it('The only request of a lane is sent again exactly after the stated time', () => {
  const lane = createLane(() => 0.5);
  const [ticket] = open(lane, 1);
  lane.refused(ticket as Ticket, 10, 0.05);
  expect(lane.holdUntil(10, 10, 1)).toBe(60);
});

it('After an opening of which many requests were accepted, the search starts with a higher pace', () => {
  const sentAfter = (count: number, accepted: number): number => {
    const lane = createLane(() => 0.5);
    const tickets = open(lane, count);
    for (const ticket of tickets.slice(accepted)) lane.refused(ticket, 10, undefined);
    let sent = 0;
    for (let now = 400; now < 600; )
      if (lane.holdUntil(10, now, 1) > now) now += 1;
      else sent = lane.sent(10, now, true).seq - count;
    return sent;
  };
  const few = sentAfter(33, 32);
  expect(sentAfter(100, 96)).toBeGreaterThan(few + 10);
  // A bucket of up to 32 requests says nothing about its rate.
  expect(sentAfter(33, 5)).toBe(few);
});

describe('the opening, after a step that the service accepted', () => {
  /** Sends as many requests as a lane allows from one time to another. */
  const drive = (lane: Lane, from: number, to: number): readonly Ticket[] => {
    const sent: Ticket[] = [];
    for (let now = from; now < to; ) {
      const until = lane.holdUntil(10, now, 1);
      if (until > now) now = until;
      else sent.push(lane.sent(10, now, true));
    }
    return sent;
  };

  it('allows as many requests at once as the service accepted in one step, after a quiet time, too', () => {
    const lane = createLane(() => 0.5);
    const first = drive(lane, 0, 400);
    expect(first).toHaveLength(32 + 64 + 128 + 256);
    for (const ticket of first) lane.done(ticket);
    expect(drive(lane, 60_000, 60_001)).toHaveLength(256);
    expect(drive(lane, 60_100, 60_101)).toHaveLength(512);
  });

  it('allows a request for each answer', () => {
    const lane = createLane(() => 0.5);
    for (const ticket of drive(lane, 0, 1)) lane.done(ticket);
    const second = drive(lane, 100, 101);
    expect(second).toHaveLength(64);
    for (const ticket of second.slice(0, 40)) lane.done(ticket);
    expect(drive(lane, 101, 102)).toHaveLength(8);
  });

  it('counts requests without an answer, because they could still be refused', () => {
    const lane = createLane(() => 0.5);
    const first = drive(lane, 0, 400);
    for (const ticket of first.slice(100)) lane.done(ticket);
    expect(drive(lane, 60_000, 60_001)).toHaveLength(156);
  });

  it('allows 32 requests if no request has an answer yet', () => {
    const lane = createLane(() => 0.5);
    drive(lane, 0, 400);
    expect(drive(lane, 60_000, 60_001)).toHaveLength(32);
  });
});
