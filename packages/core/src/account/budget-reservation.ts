import type { Budget } from '../contract/budget.ts';
import type { Awaitable } from '../contract/cache-store.ts';
import type { Ledger, Reservation } from '../contract/coordinator.ts';
import { ConfigurationError, ProviderError, RephyscoError } from '../contract/errors.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { Provider } from '../contract/provider.ts';
import type { Cost } from '../contract/usage.ts';
import type { Consumption } from '../models/bill.ts';
import { billAt, costAt } from '../models/charge.ts';
import { priceOf, today } from '../models/price.ts';
import { usageOfFailure } from './attempt.ts';

/** Reserved cost of one call. The first call of `paid`, `failed` or `over` settles it; later calls do nothing. */
export interface CostReservation {
  /** Settles the reservation at the actual cost; without one, at the maximum. */
  paid(cost: Cost | undefined): void;
  /**
   * Settles the reservation of a failed call at zero if the service did not bill it: for error statuses and failed
   * connections.
   */
  failed(error: unknown): void;
  /** Settles the reservation at the maximum, because no further information will arrive. */
  over(): void;
}

/**
 * Reserves the maximum cost of a call.
 *
 * @param worst possible usages of the call. The most expensive one counts
 * @throws BudgetExceededError if the rest of the budget does not suffice
 * @throws ConfigurationError if a price is unknown or in another currency
 */
export function reserveCost(
  ledger: Ledger,
  provider: Provider,
  name: string,
  worst: (model: ModelInfo) => readonly Consumption[],
): Awaitable<CostReservation> {
  const { budget } = ledger;
  const model = provider.model(name);
  const isPriced = checkPrice(provider, model, budget);
  const costs = isPriced ? worst(model).map((each) => billAt(provider, each, name)?.cost.amount ?? 0) : [];
  const most = Math.max(0, ...costs);
  const reserved = ledger.reserve(most, `A call to ${provider.name}:${name}`);
  return reserved instanceof Promise ? reserved.then(toExpense) : toExpense(reserved);

  function toExpense({ settle }: Reservation): CostReservation {
    return {
      paid: (cost) => settle(cost?.currency === budget.currency ? cost.amount : most),
      failed(error) {
        if (error instanceof ProviderError) settleFailure(error, settle);
        else if (error instanceof RephyscoError) settle(0); // the request was invalid and not sent
      },
      over: () => settle(most),
    };
  }

  function settleFailure(error: ProviderError, settle: Reservation['settle']): void {
    const { status = 0, kind, sent } = error;
    const usage = usageOfFailure(error);
    const cost = usage && costAt(provider, usage, name);
    if (cost) settle(cost.amount);
    else if (!sent || status >= 400 || kind === 'network') settle(0);
  }
}

/** Returns `true` if the price is known, `false` if it is unknown and the budget allows that. */
function checkPrice(provider: Provider, model: ModelInfo, { currency, allowUnpriced = false }: Budget): boolean {
  const name = `${provider.name}:${model.id}`;
  const price = priceOf(model, { region: provider.region, day: today() });
  if (!price && !allowUnpriced) {
    throw new ConfigurationError(
      `Cannot enforce 'budget': ${name} has no known price. Nothing was sent. Use a model with a known price, ` +
        'or allow such calls with budget: { …, allowUnpriced: true }.',
    );
  }
  if (price && price.currency !== currency) {
    const words = `The prices of ${name} are in ${price.currency}, but the budget is in ${currency}.`;
    throw new ConfigurationError(`${words} Nothing was sent. Set a budget in ${price.currency}.`);
  }
  return price !== undefined;
}
