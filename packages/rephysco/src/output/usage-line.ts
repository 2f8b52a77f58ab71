import type { Cost, Usage } from '@rephysco/core';

/** Formats tokens and price of an answer in one line. Adds `estimated` if the service did not count itself. */
export function usageLine(usage: Usage, cost?: Cost): string {
  const { inputTokens, outputTokens, totalTokens, cachedInputTokens, reasoningTokens, estimated } = usage;
  const count = (tokens: number | undefined): string => (tokens === undefined ? '?' : String(tokens));
  const cached = cachedInputTokens ? ` (${cachedInputTokens} cached)` : '';
  const thought = reasoningTokens ? ` (${reasoningTokens} reasoning)` : '';
  const tokens = `${count(inputTokens)} in${cached}, ${count(outputTokens)} out${thought}, ${count(totalTokens)} total`;
  return `${tokens}${estimated ? ', estimated' : ''}${cost ? `; ${money(cost)}` : ''}`;
}

/** Formats an amount with enough digits to show a value above zero. */
export function money({ amount, currency, estimated }: Cost): string {
  const digits = amount === 0 ? '0' : amount < 0.01 ? amount.toPrecision(2) : amount.toFixed(4);
  const shown = digits.includes('e') ? amount.toFixed(9).replace(/0+$/, '') : digits;
  const signs: Readonly<Record<string, string>> = { USD: '$', CNY: '¥', EUR: '€' };
  return `${estimated && amount > 0 ? '~' : ''}${signs[currency] ?? `${currency} `}${shown}`;
}
