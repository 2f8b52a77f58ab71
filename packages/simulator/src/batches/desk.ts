import { hexOf } from '../engine/random.ts';
import { type BatchOrder, type OrderedBatch, parseBatchOrder } from './batch-order.ts';

/** How batches proceed. */
export interface BatchPace {
  /** Number of times that the state of a batch is asked for before the batch ends. */
  readonly polls: number;
  /** Seconds between creation and end at least. */
  readonly delay: number;
}

/** A request inside a batch. */
export interface BatchLine {
  readonly id: string;
  /** Path below the base path of the service, for example `chat/completions`. */
  readonly path: string;
  readonly body: unknown;
}

/** A batch in the memory of a simulator. */
export interface SimulatedBatch {
  readonly id: string;
  /** Number of the batch in its simulator, from 1. */
  readonly number: number;
  readonly lines: readonly BatchLine[];
  /** Name or metadata, as the client sent it. */
  readonly label: unknown;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly order: OrderedBatch | undefined;
  /** What is wrong with a line, from 0, so that the whole batch fails. */
  readonly problem: { readonly line: number; readonly message: string } | undefined;
  polls: number;
  cancelled: boolean;
  /** Results as they are downloaded, once they were. */
  results?: unknown;
}

/** Where a batch stands. */
export type BatchPhase = 'queued' | 'running' | 'done' | 'failed' | 'expired' | 'cancelled';

/** Files and batches of a simulator. */
export interface BatchDesk {
  readonly files: Map<string, string>;
  /** Batches in the order of their creation. */
  readonly batches: Map<string, SimulatedBatch>;
  /** Orders for the next batches. */
  order(order: BatchOrder): void;
  /** Stores a file and returns its number, from 1. */
  addFile(prefix: string, content: string): string;
  create(prefix: string, fields: Pick<SimulatedBatch, 'lines' | 'label' | 'problem'>): SimulatedBatch;
  /** Counts a question for the state, and returns the state. */
  poll(batch: SimulatedBatch): BatchPhase;
  /** Returns the state. */
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
