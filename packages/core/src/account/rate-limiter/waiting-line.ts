import type { Lane } from './lane.ts';

/** Waiting request, as a node of a linked list, so that it can leave in constant time. */
export interface Waiter<Value> {
  readonly value: Value;
  /** Number in the order of arrival. */
  readonly order: number;
  readonly tokens: number;
  previous: Waiter<Value> | undefined;
  next: Waiter<Value> | undefined;
}

/** Waiting requests of one lane in the order of arrival. */
export interface WaitingLine<Value> {
  readonly lane: Lane;
  /** `true` for requests that obey only the option `limits`, not the learned limits. */
  readonly impatient: boolean;
  readonly head: Waiter<Value> | undefined;
  readonly size: number;
  /** Sum of the estimated tokens of all waiting requests. */
  readonly tokens: number;
  /** Adds a request. A refused request returns to its old position. */
  add(value: Value, order: number, tokens: number): Waiter<Value>;
  remove(waiter: Waiter<Value>): void;
}

/** Creates an empty line. */
export function createWaitingLine<Value>(lane: Lane, impatient: boolean): WaitingLine<Value> {
  let head: Waiter<Value> | undefined;
  let tail: Waiter<Value> | undefined;
  let size = 0;
  let sum = 0;
  return {
    lane,
    impatient,
    get head() {
      return head;
    },
    get size() {
      return size;
    },
    get tokens() {
      return sum;
    },
    add(value, order, tokens) {
      const waiter: Waiter<Value> = { value, order, tokens, previous: tail, next: undefined };
      if (tail && tail.order > order) {
        // A refused request belongs near the head of the line.
        let after = head;
        while (after && after.order < order) after = after.next;
        waiter.previous = after?.previous;
        waiter.next = after;
      }
      if (waiter.previous) waiter.previous.next = waiter;
      else head = waiter;
      if (waiter.next) waiter.next.previous = waiter;
      else tail = waiter;
      size += 1;
      sum += tokens;
      return waiter;
    },
    remove({ previous, next, tokens }) {
      if (previous) previous.next = next;
      else head = next;
      if (next) next.previous = previous;
      else tail = previous;
      size -= 1;
      sum -= tokens;
    },
  };
}
