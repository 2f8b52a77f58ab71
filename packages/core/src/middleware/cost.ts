import type { Attempt } from '../contract/error-details.ts';
import { ProviderError } from '../contract/errors.ts';
import type { FinishEvent } from '../contract/events.ts';
import type { Handler, Middleware } from '../contract/middleware.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { withDetails } from '../contract/with-details.ts';
import { billOfAnswer, costAt } from '../models/charge.ts';
import type { Batch } from '../stream/batches.ts';
import { applyLayer, batchesOf, withFinish } from '../stream/transform.ts';
import type { StreamLayer } from '../stream/transformed-batches.ts';

/**
 * Returns middleware that adds the cost of an answer and of each attempt, by the list price of the model that
 * answered. A cost that the provider reported stays unchanged. Without known price or usage, there is no cost.
 */
export function cost(provider: Provider): Middleware {
  return (request, next) => applyLayer(new CostLayer(provider, request, next));
}

class CostLayer implements StreamLayer {
  readonly #provider: Provider;
  readonly #request: GenerateRequest;
  readonly #next: Handler;

  constructor(provider: Provider, request: GenerateRequest, next: Handler) {
    this.#provider = provider;
    this.#request = request;
    this.#next = next;
  }

  open(): AsyncIterator<Batch> {
    return batchesOf(this.#next(this.#request));
  }

  batch(batch: Batch): Batch {
    return withFinish(batch, (finish) => withCost(finish, this.#request, this.#provider));
  }

  failed(error: unknown): unknown {
    return withCosts(error, this.#provider);
  }
}

function withCosts(error: unknown, provider: Provider): unknown {
  if (!(error instanceof ProviderError) || error.attempts.length === 0) return error;
  return withDetails(error, { attempts: error.attempts.map((attempt) => withOwnCost(attempt, provider)) });
}

function withCost(end: FinishEvent, request: GenerateRequest, provider: Provider): FinishEvent {
  if (provider.tier === undefined && hasCosts(end)) return end;
  const finish = provider.tier === undefined ? end : { ...end, serviceTier: provider.tier };
  const bill = billOfAnswer(provider, finish, request);
  const cost = finish.cost ?? bill?.cost;
  const attempts = finish.attempts?.map((attempt) =>
    attempt.error === undefined ? { ...attempt, cost } : withOwnCost(attempt, provider),
  );
  const warnings = [...(finish.warnings ?? []), ...(bill?.missing ?? []).map((part) => unpriced(finish, part))];
  return {
    ...finish,
    cost,
    ...((finish.warnings || warnings.length > 0) && { warnings }),
    ...(attempts && { attempts }),
  };
}

/** Returns `true` if inner layers have added the cost of the answer and of each attempt. */
function hasCosts({ cost, attempts = [] }: FinishEvent): boolean {
  return cost !== undefined && attempts.every((attempt) => attempt.cost !== undefined);
}

/** Returns the warning for a part without a known price. It is charged like text, or not at all if it has no tokens. */
const unpriced = ({ provider, model }: FinishEvent, part: string): string =>
  `The cost of ${provider}:${model} is incomplete: the price of ${part} is unknown. Set it with the option 'models'.`;

function withOwnCost(attempt: Attempt, provider: Provider): Attempt {
  const { usage, model } = attempt;
  return attempt.cost || !usage ? attempt : { ...attempt, cost: costAt(provider, usage, model) };
}
