import type { Budget } from '../contract/budget.ts';
import type { Ledger } from '../contract/coordinator.ts';
import { BudgetExceededError } from '../contract/errors.ts';
import { checkBudget } from '../options/check-budget.ts';

const ledgers = new WeakMap<Budget, Ledger>();

/**
 * Returns the ledger of a budget. Equal objects have the same ledger.
 *
 * @throws ConfigurationError for an invalid budget
 */
export function ledgerOf(budget: Budget): Ledger {
  checkBudget(budget);
  const known = ledgers.get(budget) ?? createLedger(budget);
  ledgers.set(budget, known);
  return known;
}

const steps = (amount: number): bigint => BigInt(Math.round(amount * 1e15));
const units = (amount: bigint): number => Number(amount) / 1e15;

function createLedger(budget: Budget): Ledger {
  const { amount, currency } = budget;
  let spent = 0n;
  let reserved = 0n;
  return {
    budget,
    get spent() {
      return { amount: units(spent), currency, estimated: true };
    },
    reserve(needed, what) {
      const most = steps(needed);
      const left = steps(amount) - spent - reserved;
      if (most > left) throw exceeded(what, { most, left, reserved }, budget);
      reserved += most;
      let open = true;
      return {
        settle(cost) {
          if (!open) return;
          open = false;
          reserved -= most;
          spent += steps(cost);
        },
      };
    },
  };
}

function exceeded(
  what: string,
  { most, left, reserved }: Readonly<Record<'most' | 'left' | 'reserved', bigint>>,
  { amount, currency }: Budget,
): BudgetExceededError {
  const aside = reserved > 0n ? `, in addition to ${shownAmount(units(reserved))} reserved for calls in progress` : '';
  return new BudgetExceededError(
    `${what} may cost up to ${shownAmount(units(most))} ${currency}, but ${shownAmount(units(left))} of the budget of ` +
      `${amount} ${currency} are left${aside}. Nothing was sent. A lower 'maxTokens' reduces the maximum.`,
  );
}

/** Formats an amount with six significant digits, which are enough to compare amounts. */
const shownAmount = (amount: number): string => String(Number(amount.toPrecision(6)));
