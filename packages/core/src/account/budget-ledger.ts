import { BudgetExceededError, ConfigurationError } from '../contract/errors.ts';
import type { Cost } from '../contract/usage.ts';
import { shown } from '../util/format-value.ts';

/** What the calls of a client may cost together. Clients that are given the same object share it. */
export interface Budget {
  /** In units of `currency`, for example dollars, not cents. */
  readonly amount: number;
  /** ISO 4217, for example `USD`; that of the prices, since nothing is converted. */
  readonly currency: string;
  /** Let calls pass whose price is not known, as if they cost nothing. Default `false`: they are refused. */
  readonly allowUnpriced?: boolean | undefined;
}

/** Money that is set aside for a call. */
export interface Reservation {
  /** Puts what the call did cost in the place of what was set aside. The first word counts. */
  settle(amount: number): void;
}

/** Keeps a budget. Its sums are exact: they are taken in whole steps of 1e-15. */
export interface Ledger {
  readonly budget: Budget;
  /** What was spent; money set aside for calls under way is not in it. */
  readonly spent: Cost;
  /**
   * Sets aside what a call may cost at most.
   *
   * @param what the call, for the words of the error
   * @throws BudgetExceededError where not so much is left
   */
  reserve(amount: number, what: string): Reservation;
}

const ledgers = new WeakMap<Budget, Ledger>();

/**
 * The ledger of a budget.
 *
 * @throws ConfigurationError for what is no budget
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
  const aside = reserved > 0n ? `, with ${shownAmount(units(reserved))} set aside for calls under way` : '';
  return new BudgetExceededError(
    `${what} may cost up to ${shownAmount(units(most))} ${currency}; ${shownAmount(units(left))} of the budget of ` +
      `${amount} ${currency} are left${aside}. Nothing was sent. A lower 'maxTokens' makes a call cheaper at most.`,
  );
}

/** Six digits that count are enough to compare amounts. */
const shownAmount = (amount: number): string => String(Number(amount.toPrecision(6)));

/**
 * Refuses what is no budget.
 *
 * @throws ConfigurationError that says what one is
 */
export function checkBudget(budget: unknown): void {
  const { amount, currency, allowUnpriced = false, ...rest } = (budget ?? {}) as Partial<Budget>;
  const [stray] = Object.keys(rest);
  const amountFits = typeof amount === 'number' && Number.isFinite(amount) && amount >= 0;
  const currencyFits = typeof currency === 'string' && /^[A-Z]{3}$/.test(currency);
  if (stray === undefined && amountFits && currencyFits && typeof allowUnpriced === 'boolean') return;
  throw new ConfigurationError(
    `Option 'budget' must be { amount, currency, allowUnpriced? }, for example { amount: 5, currency: 'USD' }, ` +
      `not ${shown(budget)}.`,
  );
}
