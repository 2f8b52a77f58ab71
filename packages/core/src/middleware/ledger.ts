import { isRefused } from '../account/attempt.ts';
import type { WritableLedger } from '../account/call-ledger.ts';
import type { CostRange, LedgerEntry } from '../contract/call-ledger.ts';
import { ProviderError } from '../contract/errors.ts';
import type { Middleware } from '../contract/middleware.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { Cost, Usage } from '../contract/usage.ts';
import { modelOf } from '../models/find-model.ts';
import { costAt, costAtTier } from '../models/price.ts';
import { batchesOf, transform } from '../stream/transform.ts';
import { clock } from '../util/clock.ts';
import { worstUsages } from './worst-usage.ts';

/**
 * Returns the layer that records every request in the ledger of a client: its end, and the range of its cost. The cost of
 * a request that was cut, aborted or abandoned lies between the tokens that are known and the most that it can use.
 */
export function recordInLedger(ledger: WritableLedger, provider: Provider): Middleware {
  return (request, next) => {
    let startedAt = 0;
    let isRecorded = false;
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
      return batchesOf(next(request));
    };
    return transform(open, {
      batch(batch) {
        const last = batch.at(-1);
        if (last?.type !== 'finish') return batch;
        const cost = last.cost ?? costAtTier(provider, last.serviceTier, last.usage, last.model, request.model);
        record({ outcome: 'answered', usage: last.usage, cost: cost ? exactly(cost) : rangeOf(provider, request) });
        return batch;
      },
      failed(error) {
        if (!(error instanceof ProviderError)) record({ outcome: 'abandoned', cost: rangeOf(provider, request) });
        else if (error.sent) {
          record({ outcome: 'failed', error: error.kind, ...costOfFailure(error, provider, request) });
        } else isRecorded = true;
        return error;
      },
      over: () => record({ outcome: 'abandoned', cost: rangeOf(provider, request) }),
    });
  };
}

const exactly = ({ amount, currency }: Cost): CostRange => ({ atLeast: amount, atMost: amount, currency });

function costOfFailure(
  error: ProviderError,
  provider: Provider,
  request: GenerateRequest,
): Pick<LedgerEntry, 'usage' | 'cost'> {
  const usage = error.partial?.usage;
  // Services do not bill a request that they refuse, nor one that never reached them.
  if (isRefused(error)) {
    const nothing = rangeOf(provider, request);
    return { cost: nothing && { ...nothing, atLeast: 0, atMost: 0 } };
  }
  return { usage, cost: rangeOf(provider, request, usage) };
}

/** Returns the range from the tokens that are known to the most that the request can use. */
function rangeOf(provider: Provider, request: GenerateRequest, known?: Usage): CostRange | undefined {
  const model = modelOf(provider, request);
  const worst = worstUsages(request, model).flatMap((usage) => costAt(provider, usage, request.model) ?? []);
  const [first] = worst;
  if (!first) return undefined;
  const least = known && costAt(provider, { outputTokens: 0, ...known }, request.model);
  const atMost = Math.max(...worst.map(({ amount }) => amount));
  return { atLeast: Math.min(least?.amount ?? 0, atMost), atMost, currency: first.currency };
}
