import type { BatchHandle } from '../../contract/batch-service.ts';
import { ProviderError } from '../../contract/errors.ts';
import type { BatchService } from '../../contract/provider.ts';
import { clock } from '../../util/clock.ts';
import type { BatchJournal } from '../journal.ts';
import type { StoredPart } from '../stored-part.ts';
import type { Draft } from './drafts.ts';
import { type Part, tagPrefix } from './part.ts';
import { type Patience, repeat } from './patience.ts';

/** Time limit of an upload and of the creation of a batch, in seconds. */
const submitLimit = 600;
/** Time limit of other requests, in seconds. */
export const requestLimit = 60;
/** Age in milliseconds up to which a batch that is not found may still be in creation. */
const youngest = 10_000;

/** Settings and journal for the submission of parts. */
export interface Submission {
  readonly service: BatchService;
  readonly journal: BatchJournal;
  readonly patience: Patience;
  /** Id of the run, part of every tag. */
  readonly run: string;
}

/**
 * Submits a part. The journal records the intent first. If the creation of the batch is not confirmed, the batch is
 * found by its tag, so that it is never created twice.
 *
 * @throws ProviderError
 */
export async function submit(submission: Submission, draft: Draft): Promise<Part> {
  const { service, journal, patience, run } = submission;
  const part = Math.max(0, ...journal.parts.keys()) + 1;
  const tag = `${tagPrefix}${run}-${part}`;
  const { requests, items, tokens } = draft;
  const stored: StoredPart = { part, tag, at: clock.now(), lines: requests.length };
  journal.intend(stored, items.values());
  const { id } = await repeat(
    (signal) => service.submit({ tag, requests }, signal),
    patience,
    submitLimit,
    () => find(submission, stored),
  ).catch((error: unknown) => {
    // A rejected batch was not created.
    if (isRefusal(error)) journal.update({ ...stored, end: 'refused' });
    throw error;
  });
  const confirmed = { ...stored, batch: id };
  journal.update(confirmed);
  return { stored: confirmed, items, ids: requests.map((request) => request.id), tokens };
}

function isRefusal(error: unknown): boolean {
  return error instanceof ProviderError && error.status !== undefined && error.status >= 400 && error.status < 500;
}

function find({ service, journal, patience }: Submission, stored: StoredPart): Promise<BatchHandle | undefined> {
  const { tag, at: since, lines } = stored;
  const known = [...journal.parts.values()].flatMap(({ batch }) => (batch === undefined ? [] : [batch]));
  return repeat((signal) => service.find({ tag, since, lines, known }, signal), patience, requestLimit);
}

/** Returns the parts of earlier runs that have not ended. Ends a part that the service does not know. */
export async function recover(submission: Submission, pause: () => Promise<void>): Promise<Part[]> {
  const { journal } = submission;
  const parts: Part[] = [];
  for (const stored of [...journal.parts.values()]) {
    if (stored.end !== undefined) continue;
    let { batch } = stored;
    if (batch === undefined) {
      let found = await find(submission, stored);
      if (!found && clock.now() - stored.at < youngest) {
        await pause();
        found = await find(submission, stored);
      }
      batch = found?.id;
      journal.update(batch === undefined ? { ...stored, end: 'not created' } : { ...stored, batch });
    }
    if (batch !== undefined) parts.push({ stored: { ...stored, batch }, items: new Map(), ids: [], tokens: 0 });
  }
  return parts;
}
