import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { ConfigurationError } from '../contract/errors.ts';
import type { Cost } from '../contract/usage.ts';
import { lockHolder } from '../util/file-lock.ts';
import { fs } from '../util/node-fs.ts';
import type { BatchStatus } from './batch-types.ts';
import type { Settled } from './journal-heading.ts';
import { createJournalIndex } from './journal-index.ts';
import { loadJournal } from './load-journal.ts';
import type { StoredPart } from './stored-part.ts';

/** Reads the state of a batch from its journal, also while the batch runs. See `batchStatus`. */
export function readStatus(name: string): BatchStatus {
  const path = resolve(name);
  const index = createJournalIndex();
  const spent = new Map<string, number>();
  const parts = new Map<number, StoredPart>();
  let heading: Settled = {};
  const receive = (options: Settled): void => {
    heading = options;
  };
  let file: number;
  try {
    file = fs.openSync(path, 'r');
  } catch (cause) {
    throw new ConfigurationError(`Cannot read the journal ${path}: ${(cause as Error).message}`, { cause });
  }
  try {
    loadJournal(file, path, undefined, { index, spent, outputs: new Set(), parts, receive });
  } finally {
    fs.closeSync(file);
  }
  const holder = lockHolder(`${path}.lock`);
  const [entry, ...others] = spent;
  const cost: Cost | undefined =
    entry && others.length === 0 ? { amount: entry[1], currency: entry[0], estimated: true } : undefined;
  const { done, failed } = index.counts();
  const isHere = holder?.pid !== undefined && holder.host === hostname();
  const batches = [...parts.values()].map(({ batch, lines, at, end }) => {
    return { id: batch, items: lines, submittedAt: at, ended: end !== undefined };
  });
  const pid = isHere ? holder.pid : undefined;
  const target = { provider: parsed(heading.provider), model: parsed(heading.model) };
  return { done, failed, cost, running: holder !== undefined, pid, ...target, batches };
}

const parsed = (json: string | undefined): string => (json === undefined ? '' : String(JSON.parse(json)));
