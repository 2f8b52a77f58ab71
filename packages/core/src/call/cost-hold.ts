import { type CostReservation, reserveCost } from '../account/budget-reservation.ts';
import type { Ledger } from '../contract/coordinator.ts';
import { ConfigurationError } from '../contract/errors.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { Provider } from '../contract/provider.ts';
import type { Cost } from '../contract/usage.ts';
import type { Consumption } from '../models/bill.ts';

/** Reserved cost of one call in several budgets. The first method call settles it; later ones do nothing. */
export interface CostHold {
  /** Settles the reservation at `cost`, or at the reserved maximum if the cost is unknown. */
  paid(cost: Cost | undefined): void;
  /** Releases the reservation. */
  free(): void;
}

/**
 * Reserves the maximum cost of a call in every ledger.
 *
 * @throws BudgetExceededError if one does not suffice. The reservations in the others are then released
 * @throws ConfigurationError if the price or the maximum output of the model is unknown
 */
export async function holdCost(
  ledgers: readonly Ledger[],
  provider: Provider,
  model: string,
  worst: (model: ModelInfo) => readonly Consumption[],
): Promise<CostHold> {
  const held: CostReservation[] = [];
  const free = (): void => {
    for (const each of held) each.failed(unused);
  };
  try {
    for (const ledger of ledgers) {
      held.push(await reserveCost(ledger, provider, model, (info) => bounded(worst(info), info)));
    }
  } catch (error) {
    free();
    throw error;
  }
  return {
    free,
    paid(cost) {
      for (const each of held) each.paid(cost);
    },
  };
}

function bounded(usages: readonly Consumption[], { id }: ModelInfo): readonly Consumption[] {
  if (usages.length > 0) return usages;
  throw new ConfigurationError(
    `Cannot enforce the budget: the maximum output of ${id} is unknown. No request was sent. Set 'maxTokens'.`,
  );
}

/** Error that settles a hold without cost, because the call was not made. */
const unused = new ConfigurationError('The call was not made.');
