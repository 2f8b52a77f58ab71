import { type CostReservation, reserveCost } from '../account/budget-reservation.ts';
import type { Ledger } from '../contract/coordinator.ts';
import { ConfigurationError } from '../contract/errors.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { Provider } from '../contract/provider.ts';
import type { Cost } from '../contract/usage.ts';
import type { Consumption } from '../models/bill.ts';

/** Money that is reserved for one call in several budgets. Only the first call of a method counts. */
export interface CostHold {
  /** Replaces the reservation by the cost; without a cost, the reservation counts as spent. */
  paid(cost: Cost | undefined): void;
  /** Returns the money. */
  free(): void;
}

/**
 * Reserves the maximum cost of a call in every ledger.
 *
 * @throws BudgetExceededError if one does not suffice; the others get their money back
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

/** An error of configuration costs nothing. */
const unused = new ConfigurationError('The call was not made.');
