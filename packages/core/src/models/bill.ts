import type { ModelInfo, Price, Rates } from '../contract/model-info.ts';
import type { Cost, Usage } from '../contract/usage.ts';
import { type PriceQuery, priceOf } from './price.ts';

/** Facts besides the model that determine the price of one answer. */
export interface Consumption {
  readonly usage: Usage;
  /** Service tier of the answer. @default the default tier */
  readonly serviceTier?: string | undefined;
  /** Names of the provider tools in the request. */
  readonly tools?: readonly string[] | undefined;
}

/** Cost of an answer, and the parts of its price that are unknown. */
export interface Bill {
  readonly cost: Cost;
  readonly missing: readonly string[];
}

/**
 * Adds an item to a bill.
 *
 * @param rate price of one million units, `undefined` if it is unknown
 * @param instead price to use if `rate` is unknown
 */
type AddItem = (name: string, count: number, rate: number | undefined, instead: number) => void;

/**
 * Returns the price of one million tokens as a multiple of a billionth of its currency, the smallest unit used here.
 */
const steps = (price: number): bigint => BigInt(Math.round(price * 1e9));

/**
 * Returns the cost of an answer by list price, or `undefined` if the price or the tokens are unknown. The sum is
 * exact, because it uses whole billionths. Parts with an unknown price count at the price of text, and `complete` is
 * then `false`.
 */
export const costOf = (usage: Usage, model: ModelInfo, query: PriceQuery): Cost | undefined =>
  billOf({ usage, serviceTier: query.tier }, model, query)?.cost;

/** Returns the cost of an answer with all its parts, and the names of the parts with an unknown price. */
export function billOf(consumption: Consumption, model: ModelInfo, query: PriceQuery): Bill | undefined {
  const { inputTokens, outputTokens } = consumption.usage;
  const price = priceOf(model, query);
  if (!price || inputTokens === undefined || outputTokens === undefined) return undefined;
  const rates = ratesFor(price, inputTokens);
  const { factor, missing } = tierOf(price, consumption.serviceTier);
  const searches = searchesOf(consumption, price);
  let sum = searches.amount;
  const unpriced: string[] = [];
  const add = (name: string, count: number, rate: number | undefined, instead: number): void => {
    if (count === 0) return;
    sum += BigInt(count) * steps((rate ?? instead) * factor);
    if (rate === undefined) unpriced.push(name);
  };
  addInput(add, consumption.usage, inputTokens, rates);
  addOutput(add, consumption.usage, outputTokens, rates);
  const unknown = [...unpriced, ...missing, ...searches.missing];
  const amount = Number(sum) / 1e15;
  return {
    cost: { amount, currency: price.currency, estimated: true, complete: unknown.length === 0 },
    missing: unknown,
  };
}

function addInput(add: AddItem, usage: Usage, inputTokens: number, rates: Rates): void {
  const { input, cachedInput = input, cacheWrite, longCacheWrite, audioInput } = rates;
  const cached = clamp(usage.cachedInputTokens, inputTokens);
  const written = clamp(usage.cacheWriteTokens, inputTokens - cached);
  const long = clamp(usage.longCacheWriteTokens, written);
  const cachedAudio = clamp(usage.cachedAudioTokens, cached);
  const audio = clamp((usage.audioInputTokens ?? 0) - cachedAudio, inputTokens - cached - written);
  add('input', inputTokens - cached - written - audio, input, input);
  add('audio input', audio, audioInput, input);
  add('cached input', cached - cachedAudio, cachedInput, input);
  add('cached audio', cachedAudio, rates.cachedAudioInput ?? audioInput, input);
  add('tokens written to the cache', written - long, cacheWrite, input);
  add('tokens written to the cache for an hour', long, longCacheWrite, cacheWrite ?? input);
}

function addOutput(add: AddItem, usage: Usage, outputTokens: number, rates: Rates): void {
  const reasoning = clamp(usage.reasoningTokens, outputTokens);
  const audio = clamp(usage.audioOutputTokens, outputTokens - reasoning);
  const images = clamp(usage.imageOutputTokens, outputTokens - reasoning - audio);
  const output = reasoning > 0 ? (rates.thinkingOutput ?? rates.output) : rates.output;
  add('output', outputTokens - reasoning - audio - images, output, output);
  add('reasoning', reasoning, rates.reasoningOutput ?? output, output);
  add('audio output', audio, rates.audioOutput, output);
  add('images in the answer', images, rates.imageOutput, output);
}

const clamp = (count = 0, most: number): number => Math.round(Math.min(Math.max(0, count), most));

/** Tiers that are billed at the list price. Services have different names for the default tier. */
const standardTiers: readonly unknown[] = ['', 'default', 'standard', 'auto', 'on_demand'];

const standard = { factor: 1, missing: [] } as const;

/**
 * Returns the price factor of a service tier. All services bill batches, and the tier `flex` if they have it, at half
 * of the list price (price pages, read 2026-11-30). The factor of `priority` depends on the model.
 */
function tierOf({ serviceTiers }: Price, tier = ''): { readonly factor: number; readonly missing: readonly string[] } {
  const word = tier.toLowerCase();
  if (standardTiers.includes(word)) return standard;
  if (word === 'batch') return { factor: 0.5, missing: [] };
  if (word === 'flex') return { factor: serviceTiers?.flex ?? 0.5, missing: [] };
  // Services call the tier `priority` in requests, and some call it `fast` in answers.
  const factor = word === 'priority' || word === 'fast' ? serviceTiers?.priority : undefined;
  return { factor: factor ?? 1, missing: factor === undefined ? [`the service tier '${tier}'`] : [] };
}

const isSearch = (tool: string): boolean => /search/.test(tool) && !/file_search|tool_search|collections/.test(tool);

interface Searches {
  readonly amount: bigint;
  readonly missing: readonly string[];
}

const noSearches: Searches = { amount: 0n, missing: [] };

function searchesOf({ usage, tools = [] }: Consumption, { searches: price, freeTools = [] }: Price): Searches {
  const { searches } = usage;
  if (searches === undefined && tools.length === 0) return noSearches;
  const charged = tools.filter((tool) => !freeTools.includes(tool));
  // A service with a price for searches reports the number of searches.
  const uncounted = searches === undefined && price === undefined && charged.some(isSearch);
  const unpriced = (searches ?? 0) > 0 && price === undefined;
  return {
    // The price is that of one thousand searches.
    amount: BigInt(searches ?? 0) * steps((price ?? 0) * 1000),
    missing: [
      ...(uncounted || unpriced ? ['searches'] : []),
      ...charged.filter((tool) => !isSearch(tool)).map((tool) => `the tool '${tool}'`),
    ],
  };
}

/** Returns the rates of the highest tier that a request reaches. They apply to the whole request. */
export function ratesFor(price: Price, inputTokens: number): Rates {
  if (!price.tiers) return price;
  const reached = price.tiers.filter(({ aboveInputTokens }) => inputTokens > aboveInputTokens);
  return reached.reduce<Rates & { readonly aboveInputTokens?: number }>(
    (best, tier) => (tier.aboveInputTokens > (best.aboveInputTokens ?? 0) ? tier : best),
    price,
  );
}
