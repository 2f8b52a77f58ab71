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

/** The money of one call: what it may cost at most is set aside until its end is known. The first word counts. */
export interface CostReservation {
  /** Settles the reservation at the actual cost; without one, at the maximum. */
  paid(cost: Cost | undefined): void;
  /** No service bills an error status or a connection that never came about. */
  failed(error: unknown): void;
  /** Nothing more will be heard of it. */
  over(): void;
}

/**
 * Sets aside what a call may cost at most.
 *
 * @param worst what the call may use; the dearest counts
 * @throws BudgetExceededError where not so much is left
 * @throws ConfigurationError where a price is not known, or is in another currency
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
        else if (error instanceof RephyscoError) settle(0); // it says what cannot be asked
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

/** Whether a price is known; where none is, the budget may let the call pass. */
function checkPrice(provider: Provider, model: ModelInfo, { currency, allowUnpriced = false }: Budget): boolean {
  const name = `${provider.name}:${model.id}`;
  const price = priceOf(model, { region: provider.region, day: today() });
  if (!price && !allowUnpriced) {
    throw new ConfigurationError(
      `No price of ${name} is known, so that the budget cannot be kept. Nothing was sent. Choose a model with a price, ` +
        'or let such calls pass with budget: { …, allowUnpriced: true }.',
    );
  }
  if (price && price.currency !== currency) {
    const words = `The prices of ${name} are in ${price.currency}, and the budget in ${currency}; nothing is converted.`;
    throw new ConfigurationError(`${words} Nothing was sent. Give a budget in ${price.currency}.`);
  }
  return price !== undefined;
}
