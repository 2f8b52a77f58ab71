import { ledgerOf } from '../account/budget-ledger.ts';
import { type CostReservation, reserveCost } from '../account/budget-reservation.ts';
import type { Budget } from '../contract/budget.ts';
import type { Ledger } from '../contract/coordinator.ts';
import { ConfigurationError } from '../contract/errors.ts';
import type { Middleware } from '../contract/middleware.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { billOfAnswer } from '../models/charge.ts';
import type { Batch } from '../stream/batches.ts';
import { batchesOf, transform } from '../stream/transform.ts';
import { worstUsages } from './worst-usage.ts';

/**
 * Returns middleware that keeps the cost of calls within a budget, also for concurrent calls. It reserves the maximum
 * cost before a request and replaces it by the actual cost afterwards. An unknown cost, such as that of an interrupted
 * or abandoned answer, counts as the maximum. A refused request counts as zero.
 *
 * The maximum assumes one token per byte of text (no token is shorter), the largest count of media, and `maxTokens` or
 * the maximum output of the model.
 *
 * @param ledger stores the sums of the budget @default a ledger of this process
 * @throws BudgetExceededError if the rest of the budget does not suffice. No request is sent
 * @throws ConfigurationError if a price is unknown or in another currency
 */
export function budget(amount: Budget, provider: Provider, ledger: Ledger = ledgerOf(amount)): Middleware {
  return (request, next) => {
    let expense: CostReservation | undefined;
    const begin = (reserved: CostReservation): AsyncIterator<Batch> => {
      expense = reserved;
      return batchesOf(next(request));
    };
    const open = (): AsyncIterator<Batch> | Promise<AsyncIterator<Batch>> => {
      const reserved = reserveCost(ledger, provider, request.model, (model) => {
        const worst = worstUsages(request, model);
        if (worst.length === 0) throw noLimit(request, model);
        return worst;
      });
      return reserved instanceof Promise ? reserved.then(begin) : begin(reserved);
    };
    return transform(open, {
      batch(batch) {
        const last = batch.at(-1);
        if (last?.type === 'finish') {
          expense?.paid(last.cost ?? billOfAnswer(provider, last, request)?.cost);
        }
        return batch;
      },
      failed(error) {
        expense?.failed(error);
        return error;
      },
      over: () => expense?.over(),
    });
  };
}

function noLimit({ provider }: GenerateRequest, { id }: ModelInfo): ConfigurationError {
  return new ConfigurationError(
    `Cannot enforce 'budget': the maximum output of ${provider}:${id} is unknown. No request was sent. Set 'maxTokens'.`,
  );
}
