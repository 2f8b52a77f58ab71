import type { FinishEvent } from '../contract/events.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { Cost, Usage } from '../contract/usage.ts';
import { type Bill, billOf, type Consumption } from './bill.ts';
import { today } from './price.ts';

/** Names of a model in order of preference, because an answer may name a model that no table contains. */
type ModelNames = readonly [string, ...string[]];

/** Returns today's cost of an answer in the region of the provider, and the parts of its price that are unknown. */
export function billAt(provider: Provider, consumption: Consumption, ...models: ModelNames): Bill | undefined {
  const priced = models.find((model) => !provider.model(model).unknown);
  if (priced === undefined) return undefined;
  const serviceTier = provider.tier ?? consumption.serviceTier;
  return billOf({ ...consumption, serviceTier }, provider.model(priced), { region: provider.region, day: today() });
}

/** Returns the bill of an answer by list price, or `undefined` if the provider reported its cost or it is unknown. */
export function billOfAnswer(provider: Provider, finish: FinishEvent, request: GenerateRequest): Bill | undefined {
  if (finish.cost) return undefined;
  const { usage, serviceTier, model } = finish;
  const tools = request.providerTools?.map(({ name }) => name);
  return billAt(provider, { usage, serviceTier, tools }, model, request.model);
}

/** Returns today's cost of tokens in the region of the provider, at its tier or the default tier. */
export const costAt = (provider: Provider, usage: Usage, ...models: ModelNames): Cost | undefined =>
  billAt(provider, { usage }, ...models)?.cost;
