import type { Budget } from '../contract/budget.ts';
import { ConfigurationError } from '../contract/errors.ts';
import { formatValue } from '../util/format-value.ts';

/**
 * Validates a budget.
 *
 * @throws ConfigurationError for an invalid budget. The message describes a valid one
 */
export function checkBudget(budget: unknown, name = 'budget'): void {
  const { amount, currency, allowUnpriced = false, ...rest } = (budget ?? {}) as Partial<Budget>;
  const [stray] = Object.keys(rest);
  const amountFits = typeof amount === 'number' && Number.isFinite(amount) && amount >= 0;
  const currencyFits = typeof currency === 'string' && /^[A-Z]{3}$/.test(currency);
  if (stray === undefined && amountFits && currencyFits && typeof allowUnpriced === 'boolean') return;
  throw new ConfigurationError(
    `Option '${name}' must be { amount, currency, allowUnpriced? }, for example { amount: 5, currency: 'USD' }, ` +
      `not ${formatValue(budget)}.`,
  );
}
