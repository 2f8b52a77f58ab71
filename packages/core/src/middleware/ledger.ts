import { isRefused } from '../account/attempt.ts';
import type { WritableLedger } from '../account/call-ledger.ts';
import type { CostRange, LedgerEntry } from '../contract/call-ledger.ts';
import { ProviderError } from '../contract/errors.ts';
import type { Middleware } from '../contract/middleware.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { Cost } from '../contract/usage.ts';
import { billOfAnswer } from '../models/charge.ts';
import type { Batch } from '../stream/batches.ts';
import { batchesOf, transform } from '../stream/transform.ts';
import { clock } from '../util/clock.ts';
import { freeRange, rangeOf } from './cost-range.ts';

type Costs = Pick<LedgerEntry, 'usage' | 'cost'>;

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
    // `costs` is called only for an entry that is recorded, because a range may take the time to read all messages.
    const record = (entry: Pick<LedgerEntry, 'outcome' | 'error'>, costs: () => Costs): void => {
      if (isRecorded || startedAt === 0) return;
      isRecorded = true;
      const { model, operation = 'generate' } = request;
      if (operation === 'countTokens') return;
      const duration = (clock.now() - startedAt) / 1000;
      ledger.add({ provider: provider.name, model, operation, startedAt, duration, ...entry, ...costs() });
    };
    const abandon = (): void =>
      record({ outcome: 'abandoned' }, () => ({ cost: rangeOf(provider, request, { received }) }));
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
        const cost = last.cost ?? billOfAnswer(provider, last, request)?.cost;
        record({ outcome: 'answered' }, () => {
          return { usage: last.usage, cost: cost ? exactly(cost) : rangeOf(provider, request, { received }) };
        });
        // With the cost in the event, the outer layers need not compute it again. They warn about an incomplete one.
        return cost?.complete ? batch.with(-1, { ...last, cost }) : batch;
      },
      failed(error) {
        if (!(error instanceof ProviderError)) abandon();
        else if (error.sent) {
          const costs = (): Costs => costOfFailure(error, provider, request, received);
          record({ outcome: 'failed', error: error.kind }, costs);
        } else isRecorded = true;
        return error;
      },
      over: abandon,
    });
  };
}

const exactly = ({ amount, currency }: Cost): CostRange => ({ atLeast: amount, atMost: amount, currency });

function costOfFailure(
  error: ProviderError,
  provider: Provider,
  request: GenerateRequest,
  received: number | undefined,
): Costs {
  const usage = error.partial?.usage;
  // Services bill neither refused requests nor those that never reached them.
  if (isRefused(error)) return { cost: freeRange(provider, request) };
  return { usage, cost: rangeOf(provider, request, { received, usage }) };
}

/** Returns the number of characters after a batch. Media and tool calls count as a begun answer. */
function lengthOf(batch: Batch, before = 0): number {
  let length = before;
  for (const event of batch) if ('text' in event && typeof event.text === 'string') length += event.text.length;
  return length;
}
