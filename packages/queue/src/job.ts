import { createHash } from 'node:crypto';
import { ConfigurationError, type EmbedOptions, type GenerateOptions } from '@rephysco/core';

/** Call in a job. */
export interface QueuedCall {
  /** Id of the call within its run. */
  readonly id: string;
  readonly kind: 'generate' | 'embed';
  /** Options of the call, as JSON. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Job with several calls of one run. It contains no API key. */
export interface CallJob {
  readonly run: string;
  readonly provider: string;
  readonly model: string;
  readonly calls: readonly QueuedCall[];
}

/** Prefix of all keys in Redis, including those of BullMQ. */
export const prefix = 'rephysco';

/** Returns two keys of a run: `outcomes` for uncollected outcomes, and `jobs` for the job of each call. */
export function keysOf(name: string, run: string): { readonly outcomes: string; readonly jobs: string } {
  const start = `${prefix}:{${name}}:run:${run}`;
  return { outcomes: `${start}:outcomes`, jobs: `${start}:jobs` };
}

/** Options that are not sent to workers. */
const local: ReadonlySet<string> = new Set(['signal', 'notify']);

/**
 * Returns the options of a call that a job can carry.
 *
 * @throws ConfigurationError for a function, such as that of a tool
 */
export function toJobOptions(options: GenerateOptions | EmbedOptions): Record<string, unknown> {
  const entries = Object.entries(options).filter(([name, value]) => !local.has(name) && value !== undefined);
  for (const [name, value] of entries) check(name, value);
  return JSON.parse(JSON.stringify(Object.fromEntries(entries))) as Record<string, unknown>;
}

function check(name: string, value: unknown): void {
  const isData = typeof value !== 'object' || value === null || Array.isArray(value) || isPlain(value);
  if (typeof value !== 'function' && isData) {
    if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) check(name, each);
    return;
  }
  throw new ConfigurationError(
    `Option '${name}' cannot travel through a queue, because it is not JSON. Leave it out, or pass JSON Schemas and URLs.`,
  );
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** Returns a short hash of a text. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
