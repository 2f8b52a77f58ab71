import type { Attempt } from '../contract/error-details.ts';
import { ProviderError } from '../contract/errors.ts';
import type { FinishEvent } from '../contract/events.ts';
import type { Middleware } from '../contract/middleware.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { withDetails } from '../contract/with-details.ts';
import { costAt, costAtTier, isHalfPriced } from '../models/price.ts';
import { batchesOf, transform, withFinish } from '../stream/transform.ts';

/**
 * Says what an answer cost, and each attempt at it, by the list price of the model that answered. A price that the
 * provider itself named stays; without a known price, or known usage, there is none.
 */
export function cost(provider: Provider): Middleware {
  return (request, next) =>
    transform(() => batchesOf(next(request)), {
      batch: (batch) => withFinish(batch, (finish) => withCost(finish, request, provider)),
      failed: (error) => withCosts(error, provider),
    });
}

function withCosts(error: unknown, provider: Provider): unknown {
  if (!(error instanceof ProviderError) || error.attempts.length === 0) return error;
  return withDetails(error, { attempts: error.attempts.map((attempt) => withOwnCost(attempt, provider)) });
}

function withCost(end: FinishEvent, request: GenerateRequest, provider: Provider): FinishEvent {
  const finish = provider.tier === undefined ? end : { ...end, serviceTier: provider.tier };
  const warning = finish.cost ? undefined : tierWarning(finish);
  const listed = finish.cost ?? costAtTier(provider, finish.serviceTier, finish.usage, finish.model, request.model);
  const cost = warning && listed ? { ...listed, complete: false } : listed;
  const attempts = finish.attempts?.map((attempt) =>
    attempt.error === undefined ? { ...attempt, cost } : withOwnCost(attempt, provider),
  );
  const warnings = warning && cost ? [...(finish.warnings ?? []), warning] : finish.warnings;
  return { ...finish, cost, ...(warnings && { warnings }), ...(attempts && { attempts }) };
}

/** Tiers that are billed at the list price. */
const standardTiers: readonly unknown[] = [undefined, 'default', 'standard', 'auto'];

function tierWarning({ provider, serviceTier }: FinishEvent): string | undefined {
  if (standardTiers.includes(serviceTier) || isHalfPriced(serviceTier)) return undefined;
  return `${provider} answered at the service tier '${serviceTier}'; the cost is computed with the standard price.`;
}

function withOwnCost(attempt: Attempt, provider: Provider): Attempt {
  const { usage, model } = attempt;
  return attempt.cost || !usage ? attempt : { ...attempt, cost: costAt(provider, usage, model) };
}
