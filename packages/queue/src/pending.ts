import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { QueuedCall } from './job.ts';

/** Connection and settings of a collector. */
export interface CollectorContext {
  readonly connection: Redis;
  readonly name: string;
  readonly run: string;
  readonly provider: string;
  readonly model: string;
  readonly chunk: number;
  readonly ttl: number;
  readonly redact: (options: QueuedCall['options']) => QueuedCall['options'];
}

/** Call without an outcome. */
export interface Pending {
  readonly call: QueuedCall;
  /** Id of the job that contains the call. */
  job: string | undefined;
  settle(outcome: string): void;
  fail(error: unknown): void;
}

/** Returns `true` for a connection error, and for an error while Redis starts. */
export function isTransient(error: unknown): boolean {
  const { code, message = '' } = error as { readonly code?: unknown; readonly message?: string };
  return code !== undefined || /^(?:LOADING|BUSY|TRYAGAIN|MASTERDOWN)|Connection is closed|Stream isn't/.test(message);
}

/** Returns a new id for a job. BullMQ accepts neither colons nor plain numbers. */
export const newJobId = (): string => `job-${randomUUID()}`;
