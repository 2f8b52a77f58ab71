import type { CostRange } from '../contract/call-ledger.ts';
import { isMediaPart, messageParts } from '../contract/message.ts';
import type { ModelInfo, Price } from '../contract/model-info.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { Usage } from '../contract/usage.ts';
import { billAt, costAt } from '../models/charge.ts';
import { modelOf } from '../models/find-model.ts';
import { priceOf, today } from '../models/price.ts';
import { quickBounds } from '../tokens/quick-bounds.ts';
import { mostMediaTokens } from '../tokens/request-tokens.ts';
import { frameOf, worstUsages } from './worst-usage.ts';

/** Known facts of a request without a regular end. */
export interface Known {
  /** Number of characters of the answer that arrived. Absent if nothing arrived and the service may not have begun. */
  readonly received?: number | undefined;
  /** Usage that the service reported. */
  readonly usage?: Usage | undefined;
}

/** Maximum average number of characters per token of natural language, in any vocabulary. */
const charactersPerToken = 10;

/**
 * Returns the cost range of a request without a regular end. The minimum is the cost of its input and of the received
 * content, or zero if nothing arrived. The maximum is that of its largest possible usage.
 */
export function rangeOf(
  provider: Provider,
  request: GenerateRequest,
  { received, usage }: Known,
): CostRange | undefined {
  const model = modelOf(provider, request);
  const price = priceToday(provider, model);
  if (!price) return undefined;
  const input = inputOf(request, model, usage?.inputTokens);
  const worst = worstUsages(request, model, input.most).flatMap((each) => billAt(provider, each, request.model) ?? []);
  const [first] = worst;
  if (!first) return undefined;
  const atMost = Math.max(...worst.map(({ cost }) => cost.amount));
  const outputTokens = Math.max(usage?.outputTokens ?? 0, Math.floor((received ?? 0) / charactersPerToken));
  const began = received !== undefined || usage?.inputTokens !== undefined;
  // The whole input may have been read from the cache, if it is large enough for that.
  const { cachedFrom = 0 } = price;
  const cachedInputTokens = (input.most ?? Infinity) >= cachedFrom ? input.least : 0;
  const least = { cachedInputTokens, inputTokens: input.least, outputTokens };
  const leastCost = began ? costAt(provider, least, request.model) : undefined;
  return { atLeast: Math.min(leastCost?.amount ?? 0, atMost), atMost, currency: first.cost.currency };
}

/** Returns the cost range of a request that is not billed: zero, in the currency of the model. */
export function freeRange(provider: Provider, request: GenerateRequest): CostRange | undefined {
  const price = priceToday(provider, modelOf(provider, request));
  return price && { atLeast: 0, atMost: 0, currency: price.currency };
}

const priceToday = ({ region }: Provider, model: ModelInfo): Price | undefined =>
  model.unknown ? undefined : priceOf(model, { region, day: today() });

/** Returns the minimum and maximum input tokens of a request. */
function inputOf(
  request: GenerateRequest,
  model: ModelInfo,
  reported: number | undefined,
): { readonly least: number; readonly most: number | undefined } {
  if (reported !== undefined) return { least: reported, most: reported };
  if (request.operation === 'embed') return { least: 0, most: undefined };
  let least = 0;
  let most = frameOf(request) + mostMediaTokens(request, model);
  const add = (text: string): void => {
    const bounds = quickBounds(text);
    least += bounds.least;
    most += bounds.most;
  };
  for (const part of request.messages.flatMap(messageParts)) {
    if (!isMediaPart(part)) add('text' in part ? (part.text ?? '') : (JSON.stringify(part) ?? ''));
  }
  // Services render tools and schemas in formats that are largely unknown.
  const definitions = [request.tools, request.schema].filter((each) => each !== undefined);
  for (const each of definitions) most += Buffer.byteLength(JSON.stringify(each) ?? '');
  // Services remove blanks and empty messages, so that the count may be slightly lower.
  return {
    least: Math.max(0, least - 2 * request.messages.length),
    most: Math.min(most, model.contextWindow ?? Infinity),
  };
}
