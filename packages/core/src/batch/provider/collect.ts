import type { BatchResult } from '../../contract/batch-service.ts';
import { type ProviderError, providerError } from '../../contract/errors.ts';
import type { BatchService } from '../../contract/provider.ts';
import { clock } from '../../util/clock.ts';
import type { OpenService } from './open-service.ts';
import type { OutcomeWriter } from './outcomes.ts';
import type { Part, PartItem } from './part.ts';
import { isPassing, type Patience, repeat } from './patience.ts';
import { toRunCall } from './run-call.ts';

/** Seconds for the download of all results of a part. */
const downloadLimit = 3600;
/** Number of parts in which an item is sent before it fails. */
const mostTries = 3;
/** Number of results after which timers, signals and other I/O can run. */
const breathInterval = 100;

/**
 * Records the results of a part that has ended. Repeats an interrupted download, and keeps the results before it.
 *
 * @returns the items without an outcome, which must be sent again
 * @throws ProviderError if the results cannot be read
 */
export async function collect(
  { service, calls, shared }: OpenService,
  part: Part,
  outcomes: OutcomeWriter,
  patience: Patience,
): Promise<readonly PartItem[]> {
  const { items, stored } = part;
  const failures = new Map<string, unknown>();
  let count = 0;
  const add = async ({ id, response }: BatchResult): Promise<void> => {
    const item = items.get(id);
    // If two results have the same id, the first success counts.
    if (!item || !response) return;
    try {
      const result = await calls.read(toRunCall(item, shared), response);
      items.delete(id);
      outcomes.record(item, { result });
    } catch (error) {
      failures.set(id, error);
    }
    count += 1;
    if (count % breathInterval === 0) await new Promise<void>((resolve) => clock.setImmediate(resolve));
  };
  await download(service, stored.batch as string, add, patience);
  const again: PartItem[] = [];
  for (const [id, item] of items) {
    const error = failures.get(id);
    item.tries = (item.tries ?? 0) + 1;
    if (item.tries < mostTries && (error === undefined || isPassing(error))) again.push(item);
    else outcomes.record(item, { error: error ?? unanswered(part, patience) });
  }
  items.clear();
  return again;
}

function unanswered({ stored, state }: Part, { provider }: Patience): ProviderError {
  const message = `The item got no answer in ${mostTries} batches, of which ${stored.batch} (${state?.status}) was the last.`;
  return providerError('timeout', message, { provider });
}

async function download(
  service: BatchService,
  id: string,
  add: (result: BatchResult) => Promise<void>,
  patience: Patience,
): Promise<void> {
  const read = async (signal: AbortSignal): Promise<void> => {
    for await (const result of service.results({ id }, signal)) await add(result);
  };
  await repeat(read, patience, downloadLimit);
}
