import type { Attempt } from '../error-details.ts';
import { ProviderError, withDetails } from '../errors.ts';
import type { FinishEvent } from '../events.ts';
import type { Middleware } from '../pipeline.ts';
import { costAt } from '../price.ts';
import type { Provider } from '../provider.ts';
import type { GenerateRequest } from '../request.ts';
import { batchesOf, tap, withFinish } from '../tap.ts';

/**
 * Says what an answer cost, and each attempt at it, by the list price of the model that answered. A price that the
 * provider itself named stays; without a known price, or known usage, there is none.
 */
export function cost(provider: Provider): Middleware {
  return (request, next) =>
    tap(() => batchesOf(next(request)), {
      batch: (batch) => withFinish(batch, (finish) => withCost(finish, request, provider)),
      failed: (error) => withCosts(error, provider),
    });
}

function withCosts(error: unknown, provider: Provider): unknown {
  if (!(error instanceof ProviderError) || error.attempts.length === 0) return error;
  return withDetails(error, { attempts: error.attempts.map((attempt) => withOwnCost(attempt, provider)) });
}

function withCost(finish: FinishEvent, request: GenerateRequest, provider: Provider): FinishEvent {
  const cost = finish.cost ?? costAt(provider, finish.usage, finish.model, request.model);
  const attempts = finish.attempts?.map((attempt) =>
    attempt.error === undefined ? { ...attempt, cost } : withOwnCost(attempt, provider),
  );
  return { ...finish, cost, ...(attempts && { attempts }) };
}

function withOwnCost(attempt: Attempt, provider: Provider): Attempt {
  const { usage, model } = attempt;
  return attempt.cost || !usage ? attempt : { ...attempt, cost: costAt(provider, usage, model) };
}
