import { hexOf } from '../engine/random.ts';
import { type BatchOrder, type OrderedBatch, parseBatchOrder } from './batch-order.ts';

/** Speed of batches. */
export interface BatchPace {
  /** Number of polls of its state after which a batch ends. */
  readonly polls: number;
  /** Minimum number of seconds between creation and end of a batch. */
  readonly delay: number;
}

/** A request inside a batch. */
export interface BatchLine {
  readonly id: string;
  /** Path below the base path of the service, for example `chat/completions`. */
  readonly path: string;
  readonly body: unknown;
}

/** Batch in the memory of a simulator. */
export interface SimulatedBatch {
  readonly id: string;
  /** Number of the batch in its simulator, counted from 1. */
  readonly number: number;
  readonly lines: readonly BatchLine[];
  /** Name or metadata that the client sent. */
  readonly label: unknown;
  /** Creation time in milliseconds since 1970. */
  readonly createdAt: number;
  readonly order: OrderedBatch | undefined;
  /** First invalid line, counted from 0. It makes the whole batch fail. */
  readonly problem: { readonly line: number; readonly message: string } | undefined;
  polls: number;
  cancelled: boolean;
  /** Results as downloaded. Absent before the first download. */
  results?: unknown;
}

/** State of a batch. */
export type BatchPhase = 'queued' | 'running' | 'done' | 'failed' | 'expired' | 'cancelled';

/** Files and batches of a simulator. */
export interface BatchDesk {
  readonly files: Map<string, string>;
  /** Batches in order of creation. */
  readonly batches: Map<string, SimulatedBatch>;
  /** Adds orders for the next batches. */
  order(order: BatchOrder): void;
  /** Stores a file. Returns its number, counted from 1. */
  addFile(prefix: string, content: string): string;
  create(prefix: string, fields: Pick<SimulatedBatch, 'lines' | 'label' | 'problem'>): SimulatedBatch;
  /** Counts a poll and returns the state. */
  poll(batch: SimulatedBatch): BatchPhase;
  /** Returns the state without counting a poll. */
  phase(batch: SimulatedBatch): BatchPhase;
}

/** Creates an empty desk. */
export function createDesk({ polls, delay }: BatchPace): BatchDesk {
  const files = new Map<string, string>();
  const batches = new Map<string, SimulatedBatch>();
  const orders: OrderedBatch[] = [];
  const phase = (batch: SimulatedBatch): BatchPhase => {
    const { order, problem, cancelled, createdAt } = batch;
    if (cancelled || order?.name === 'cancelled') return 'cancelled';
    if (batch.polls === 0) return 'queued';
    if (problem || order?.name === 'failed' || order?.name === 'queue-full') return 'failed';
    if (batch.polls <= polls || Date.now() < createdAt + delay * 1000) return 'running';
    return order?.name === 'expired' ? 'expired' : 'done';
  };
  return {
    files,
    batches,
    order: (order) => void orders.push(...parseBatchOrder(order)),
    addFile(prefix, content) {
      const id = `${prefix}${hexOf(`file ${files.size}`, 24)}`;
      files.set(id, content);
      return id;
    },
    create(prefix, fields) {
      const number = batches.size + 1;
      const id = `${prefix}${hexOf(`batch ${number}`, 24)}`;
      const batch = { ...fields, id, number, createdAt: Date.now(), order: orders.shift(), polls: 0, cancelled: false };
      batches.set(id, batch);
      return batch;
    },
    poll(batch) {
      const now = phase(batch);
      batch.polls += 1;
      return now;
    },
    phase,
  };
}

/** Returns `true` if the service answered a line before the batch ended. */
export function isAnswered({ order, cancelled }: SimulatedBatch, line: number): boolean {
  if (order?.name === 'expired' || order?.name === 'cancelled') return line < (order.at ?? 0);
  return !cancelled;
}
