import { mapFinish } from '../batches.ts';
import type { FinishEvent } from '../events.ts';
import type { Middleware } from '../pipeline.ts';
import { costOf } from '../price.ts';
import type { Provider } from '../provider.ts';
import type { GenerateRequest } from '../request.ts';

/**
 * Says what an answer cost, by the list price of the model that answered. A price that the provider itself named
 * stays; without a known price there is none.
 */
export function cost(provider: Provider): Middleware {
  return (request, next) =>
    mapFinish(next(request), (finish) => ({ ...finish, cost: finish.cost ?? priced(finish, request, provider) }));
}

function priced({ model, usage }: FinishEvent, request: GenerateRequest, provider: Provider): FinishEvent['cost'] {
  const answered = provider.model(model);
  const info = answered.unknown ? provider.model(request.model) : answered;
  return costOf(usage, info, { region: provider.region, day: new Date().toISOString().slice(0, 10) });
}
