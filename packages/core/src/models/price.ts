import type { ModelInfo, Price } from '../contract/model-info.ts';
import type { Provider } from '../contract/provider.ts';
import type { Cost, Usage } from '../contract/usage.ts';
import { clock } from '../util/clock.ts';

/** Which of a model's prices holds. */
export interface PriceQuery {
  /** Where the service stands that answered; prices of other regions do not count. */
  readonly region?: string | undefined;
  /** Day of the answer, `YYYY-MM-DD`. */
  readonly day: string;
  /** Service tier of the answer. `flex` and `batch` cost half of the list price, others the list price. */
  readonly tier?: string | undefined;
}

/**
 * Tiers that every service bills at half of the list price: OpenAI, Gemini, Anthropic, xAI, DashScope and SiliconFlow for
 * batches, OpenAI and Gemini for flex (price pages, read 2026-11-30).
 */
const halfPriced: ReadonlySet<string> = new Set(['flex', 'batch']);

/** Returns `true` if answers at a service tier cost half of the list price. */
export function isHalfPriced(tier: string | undefined): boolean {
  return tier !== undefined && halfPriced.has(tier.toLowerCase());
}

/** The price that held on a day; `undefined` where none is known. */
export function priceOf({ prices = [] }: ModelInfo, { region, day }: PriceQuery): Price | undefined {
  const holds = ({ validFrom = '', validUntil = '9999' }: Price): boolean => validFrom <= day && day <= validUntil;
  const here = (price: Price): boolean => price.region === undefined || price.region === region;
  return prices.find((price) => holds(price) && here(price));
}

/** What one million tokens cost in the smallest step that a price has here: a billionth of its currency. */
const steps = (price: number): bigint => BigInt(Math.round(price * 1e9));

/**
 * What an answer costs by list price; `undefined` where the price or the tokens are not known, which is not zero.
 * The sum is exact: it is taken in whole billionths.
 */
export function costOf(usage: Usage, model: ModelInfo, query: PriceQuery): Cost | undefined {
  const { inputTokens, outputTokens, cachedInputTokens = 0, cacheWriteTokens = 0, reasoningTokens = 0 } = usage;
  const price = priceOf(model, query);
  if (!price || inputTokens === undefined || outputTokens === undefined) return undefined;
  const rates = ratesFor(price, inputTokens);
  const cached = Math.min(cachedInputTokens, inputTokens);
  const written = Math.min(cacheWriteTokens, inputTokens - cached);
  const parts: readonly (readonly [tokens: number, price: number])[] = [
    [inputTokens - cached - written, rates.input],
    [cached, rates.cachedInput ?? rates.input],
    [written, rates.cacheWrite ?? rates.input],
    [Math.max(0, outputTokens - reasoningTokens), rates.output],
    [Math.min(reasoningTokens, outputTokens), rates.reasoningOutput ?? rates.output],
  ];
  const sum = parts.reduce((total, [tokens, rate]) => total + BigInt(Math.round(tokens)) * steps(rate), 0n);
  const units = isHalfPriced(query.tier) ? 2e15 : 1e15;
  return { amount: Number(sum) / units, currency: price.currency, estimated: true, complete: true };
}

type Rates = Pick<Price, 'input' | 'output' | 'cachedInput' | 'cacheWrite' | 'reasoningOutput'>;

/** The rates of the highest tier that a request reaches; they hold for all of it. */
function ratesFor(price: Price, inputTokens: number): Rates {
  const reached = (price.tiers ?? []).filter(({ aboveInputTokens }) => inputTokens > aboveInputTokens);
  return reached.reduce<Rates & { readonly aboveInputTokens?: number }>(
    (best, tier) => (tier.aboveInputTokens > (best.aboveInputTokens ?? 0) ? tier : best),
    price,
  );
}

const dayLength = 24 * 60 * 60 * 1000;
let known = { number: -1, day: '' };

/** The day whose prices hold now, `YYYY-MM-DD`, in UTC. Written down once a day: each request asks. */
export function today(): string {
  const now = clock.now();
  const number = Math.floor(now / dayLength);
  if (number !== known.number) known = { number, day: new Date(now).toISOString().slice(0, 10) };
  return known.day;
}

/**
 * What tokens cost today where a provider stands.
 *
 * @param models names of the model, the best known first: an answer may name one that no table has
 */
export function costAt(provider: Provider, usage: Usage, ...models: readonly [string, ...string[]]): Cost | undefined {
  return costAtTier(provider, undefined, usage, ...models);
}

/** Returns the cost at a service tier: that of the provider, otherwise the given one. See `costAt`. */
export function costAtTier(
  provider: Provider,
  tier: string | undefined,
  usage: Usage,
  ...models: readonly [string, ...string[]]
): Cost | undefined {
  const priced = models.find((model) => !provider.model(model).unknown);
  if (priced === undefined) return undefined;
  const query = { region: provider.region, day: today(), tier: provider.tier ?? tier };
  return costOf(usage, provider.model(priced), query);
}
