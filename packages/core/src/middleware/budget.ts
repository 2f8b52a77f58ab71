import type { Batch } from '../batches.ts';
import { ConfigurationError, ProviderError, RephyscoError } from '../errors.ts';
import { type Budget, ledgerOf, type Reservation } from '../ledger.ts';
import type { Middleware } from '../pipeline.ts';
import { costAt, priceOf, today } from '../price.ts';
import type { ModelInfo, Provider } from '../provider.ts';
import type { GenerateRequest } from '../request.ts';
import { sizeOf } from '../request-size.ts';
import { usedBy } from '../retry-loop.ts';
import { batchesOf, tap } from '../tap.ts';
import type { Usage } from '../usage.ts';

/**
 * Keeps the cost of calls within a budget, also of many at once: what a call may cost at most is set aside before it is
 * sent, and what it did cost is put in its place after. What nobody knows, such as the cost of an answer that was cut or
 * left, counts as the most it can be; a call that was refused counts as nothing.
 *
 * The most is taken as: a token for each byte of text (no token is shorter), 3,000 for each medium, and `maxTokens` or
 * what the model can write at most.
 *
 * @throws BudgetExceededError where not enough is left, before anything is sent
 * @throws ConfigurationError where a price is not known, or is in another currency
 */
export function budget(amount: Budget, provider: Provider): Middleware {
  const ledger = ledgerOf(amount);
  const { currency } = ledger.budget;
  return (request, next) => {
    let most = 0;
    let reservation: Reservation | undefined;
    const open = (): AsyncIterator<Batch> => {
      most = mostOf(request, provider, ledger.budget);
      reservation = ledger.reserve(most, `A call to ${request.provider}:${request.model}`);
      return batchesOf(next(request));
    };
    return tap(open, {
      batch(batch) {
        const last = batch.at(-1);
        if (last?.type !== 'finish') return batch;
        const cost = last.cost ?? costAt(provider, last.usage, last.model, request.model);
        reservation?.settle(cost?.currency === currency ? cost.amount : most);
        return batch;
      },
      failed(error) {
        if (reservation) settleFailure(reservation, error, request, provider);
        return error;
      },
      over: () => reservation?.settle(most),
    });
  };
}

/** No service bills an error status or a connection that never came about. */
function settleFailure(reservation: Reservation, error: unknown, { model }: GenerateRequest, provider: Provider): void {
  if (error instanceof RephyscoError && !(error instanceof ProviderError)) reservation.settle(0); // it says what cannot be asked
  if (!(error instanceof ProviderError)) return;
  const { status = 0, kind, sent } = error;
  const usage = usedBy(error);
  const cost = usage && costAt(provider, usage, model);
  if (cost) reservation.settle(cost.amount);
  else if (!sent || status >= 400 || kind === 'network') reservation.settle(0);
}

/** What a call can cost at most. */
function mostOf(request: GenerateRequest, provider: Provider, budget: Budget): number {
  const { currency, allowUnpriced = false } = budget;
  const model = provider.model(request.model);
  const name = `${provider.name}:${model.id}`;
  const price = priceOf(model, { region: provider.region, day: today() });
  if (!price && allowUnpriced) return 0;
  if (!price) {
    throw new ConfigurationError(
      `No price of ${name} is known, so that the budget cannot be kept. Nothing was sent. Choose a model with a price, ` +
        'or let such calls pass with budget: { …, allowUnpriced: true }.',
    );
  }
  if (price.currency !== currency) {
    const words = `The prices of ${name} are in ${price.currency}, and the budget in ${currency}; nothing is converted.`;
    throw new ConfigurationError(`${words} Nothing was sent. Give a budget in ${price.currency}.`);
  }
  const costs = worstUsages(request, model).map((usage) => costAt(provider, usage, request.model)?.amount ?? 0);
  return Math.max(...costs);
}

const tokensPerMedium = 3000;

/** All of an answer may be thinking, which may have a price of its own, or none of it. */
function worstUsages(request: GenerateRequest, model: ModelInfo): readonly Usage[] {
  const { contextWindow = Infinity, maxOutputTokens = contextWindow } = model;
  const outputTokens = request.maxTokens ?? maxOutputTokens;
  if (outputTokens === Infinity) {
    throw new ConfigurationError(
      `How much ${request.provider}:${model.id} may write is not known, so that the budget needs option 'maxTokens'. ` +
        'Nothing was sent.',
    );
  }
  const { bytes, media } = sizeOf(request);
  // Each message and the answer take a few tokens of framing.
  const inputTokens = Math.min(bytes + media * tokensPerMedium + 8 * (request.messages.length + 1), contextWindow);
  return [
    { inputTokens, outputTokens },
    { inputTokens, outputTokens, reasoningTokens: outputTokens },
  ];
}
