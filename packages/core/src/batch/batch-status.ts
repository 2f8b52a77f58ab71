import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { ConfigurationError } from '../contract/errors.ts';
import type { Cost } from '../contract/usage.ts';
import { lockHolder } from '../util/file-lock.ts';
import { fs } from '../util/node-fs.ts';
import type { BatchStatus } from './batch-types.ts';
import { createJournalIndex } from './journal-index.ts';
import { loadJournal } from './load-journal.ts';

/** Reads the state of a batch from its journal, also while the batch runs. See `batchStatus`. */
export function readStatus(name: string): BatchStatus {
  const path = resolve(name);
  const index = createJournalIndex();
  const spent = new Map<string, number>();
  let file: number;
  try {
    file = fs.openSync(path, 'r');
  } catch (cause) {
    throw new ConfigurationError(`Cannot read the journal ${path}: ${(cause as Error).message}`, { cause });
  }
  try {
    loadJournal(file, path, undefined, { index, spent, outputs: new Set() });
  } finally {
    fs.closeSync(file);
  }
  const holder = lockHolder(`${path}.lock`);
  const [entry, ...others] = spent;
  const cost: Cost | undefined =
    entry && others.length === 0 ? { amount: entry[1], currency: entry[0], estimated: true } : undefined;
  const { done, failed } = index.counts();
  const isHere = holder?.pid !== undefined && holder.host === hostname();
  return { done, failed, cost, running: holder !== undefined, pid: isHere ? holder.pid : undefined };
}
