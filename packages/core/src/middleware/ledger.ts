import { isRefused } from '../account/attempt.ts';
import type { WritableLedger } from '../account/call-ledger.ts';
import type { CostRange, LedgerEntry } from '../contract/call-ledger.ts';
import { ProviderError } from '../contract/errors.ts';
import type { Middleware } from '../contract/middleware.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { Cost } from '../contract/usage.ts';
import { billAt } from '../models/charge.ts';
import type { Batch } from '../stream/batches.ts';
import { batchesOf, transform } from '../stream/transform.ts';
import { clock } from '../util/clock.ts';
import { rangeOf } from './cost-range.ts';

/**
 * Returns middleware that records every request in the ledger of a client, with its outcome and its cost range. The
 * cost of an interrupted, aborted or abandoned request lies between that of the known tokens and that of its maximum
 * usage.
 */
export function recordInLedger(ledger: WritableLedger, provider: Provider): Middleware {
  return (request, next) => {
    let startedAt = 0;
    let isRecorded = false;
    /** Number of characters of the answer. `undefined` before the first event, when the service may not have begun. */
    let received: number | undefined;
    const record = (entry: Pick<LedgerEntry, 'outcome' | 'error' | 'usage' | 'cost'>): void => {
      if (isRecorded || startedAt === 0) return;
      isRecorded = true;
      const { model, operation = 'generate' } = request;
      if (operation === 'countTokens') return;
      const duration = (clock.now() - startedAt) / 1000;
      ledger.add({ provider: provider.name, model, operation, startedAt, duration, ...entry });
    };
    const open = (): ReturnType<typeof batchesOf> => {
      startedAt = clock.now();
      received = undefined;
      return batchesOf(next(request));
    };
    return transform(open, {
      batch(batch) {
        const last = batch.at(-1);
        received = lengthOf(batch, received);
        if (last?.type !== 'finish') return batch;
        const cost = last.cost ?? billAt(provider, last, last.model, request.model)?.cost;
        const range = cost ? exactly(cost) : rangeOf(provider, request, { received });
        record({ outcome: 'answered', usage: last.usage, cost: range });
        return batch;
      },
      failed(error) {
        if (!(error instanceof ProviderError))
          record({ outcome: 'abandoned', cost: rangeOf(provider, request, { received }) });
        else if (error.sent) {
          record({ outcome: 'failed', error: error.kind, ...costOfFailure(error, provider, request, received) });
        } else isRecorded = true;
        return error;
      },
      over: () => record({ outcome: 'abandoned', cost: rangeOf(provider, request, { received }) }),
    });
  };
}

const exactly = ({ amount, currency }: Cost): CostRange => ({ atLeast: amount, atMost: amount, currency });

function costOfFailure(
  error: ProviderError,
  provider: Provider,
  request: GenerateRequest,
  received: number | undefined,
): Pick<LedgerEntry, 'usage' | 'cost'> {
  const usage = error.partial?.usage;
  // Services bill neither refused requests nor those that never reached them.
  if (isRefused(error)) {
    const nothing = rangeOf(provider, request, {});
    return { cost: nothing && { ...nothing, atLeast: 0, atMost: 0 } };
  }
  return { usage, cost: rangeOf(provider, request, { received, usage }) };
}

/** Returns the number of characters after a batch. Media and tool calls count as a begun answer. */
function lengthOf(batch: Batch, before = 0): number {
  let length = before;
  for (const event of batch) if ('text' in event && typeof event.text === 'string') length += event.text.length;
  return length;
}
