import { type Batch, fromBatches, toBatches } from '../batches.ts';
import type { Attempt } from '../error-details.ts';
import { ProviderError, withDetails } from '../errors.ts';
import type { FinishEvent } from '../events.ts';
import type { Handler, Middleware } from '../pipeline.ts';
import { costAt } from '../price.ts';
import type { Provider } from '../provider.ts';
import type { GenerateRequest } from '../request.ts';

/**
 * Says what an answer cost, and each attempt at it, by the list price of the model that answered. A price that the
 * provider itself named stays; without a known price, or known usage, there is none.
 */
export function cost(provider: Provider): Middleware {
  return (request, next) => fromBatches(priced(request, next, provider));
}

async function* priced(request: GenerateRequest, next: Handler, provider: Provider): AsyncGenerator<Batch> {
  try {
    for await (const batch of toBatches(next(request))) {
      const last = batch.at(-1);
      yield last?.type === 'finish' ? [...batch.slice(0, -1), withCost(last, request, provider)] : batch;
    }
  } catch (error) {
    if (!(error instanceof ProviderError) || error.attempts.length === 0) throw error;
    throw withDetails(error, { attempts: error.attempts.map((attempt) => withOwnCost(attempt, provider)) });
  }
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
