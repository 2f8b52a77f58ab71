import type { Provider } from '../contract/provider.ts';
import type { Cost, Usage } from '../contract/usage.ts';
import { type Bill, billOf, type Consumption } from './bill.ts';
import { today } from './price.ts';

/** Names of a model, the best known first: an answer may name one that no table has. */
type ModelNames = readonly [string, ...string[]];

/** Returns what an answer costs today where the provider stands, and the parts of its price that are not known. */
export function billAt(provider: Provider, consumption: Consumption, ...models: ModelNames): Bill | undefined {
  const priced = models.find((model) => !provider.model(model).unknown);
  if (priced === undefined) return undefined;
  const serviceTier = provider.tier ?? consumption.serviceTier;
  return billOf({ ...consumption, serviceTier }, provider.model(priced), { region: provider.region, day: today() });
}

/** Returns what tokens cost today where the provider stands, at its tier or the default tier. */
export const costAt = (provider: Provider, usage: Usage, ...models: ModelNames): Cost | undefined =>
  billAt(provider, { usage }, ...models)?.cost;
