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
  return async function* cost(request, next) {
    for await (const event of next(request)) {
      if (event.type !== 'finish' || event.cost) yield event;
      else yield { ...event, cost: priced(event, request, provider) };
    }
  };
}

function priced({ model, usage }: FinishEvent, request: GenerateRequest, provider: Provider): FinishEvent['cost'] {
  const answered = provider.model(model);
  const info = answered.unknown ? provider.model(request.model) : answered;
  return costOf(usage, info, { region: provider.region, day: new Date().toISOString().slice(0, 10) });
}
