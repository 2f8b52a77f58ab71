import type { Attempt, ErrorKind } from '../contract/error-details.ts';
import {
  BudgetExceededError,
  ConfigurationError,
  ProviderError,
  providerError,
  RephyscoError,
  UnsupportedError,
} from '../contract/errors.ts';
import type { EmbedResult } from '../contract/provider.ts';
import type { GenerateResult } from '../contract/result.ts';
import { toJSONValue } from '../util/to-json-value.ts';

/** Result of an item of any kind. */
export type AnyResult = GenerateResult | EmbedResult;

/** Outcome as the journal and the output file store it: the text of `"result":{…}` or `"error":{…}`. */
export interface StoredOutcome {
  readonly failed: boolean;
  /** Amount and currency, for example `0.001 USD`; empty if unknown. */
  readonly cost: string;
  readonly json: string;
}

const resultName = '"result":';

/** Returns a value as JSON, for any value. Bytes become base64. */
export function toJSON(value: unknown): string {
  try {
    return (
      JSON.stringify(value, (_, each: unknown) => {
        if (ArrayBuffer.isView(each) || typeof each === 'bigint') return toJSONValue(each);
        return each;
      }) ?? 'null'
    );
  } catch {
    return JSON.stringify(toJSONValue(value)) ?? 'null';
  }
}

/**
 * Returns a result for storage. Omits timings and headers, so that equal answers have equal texts. Usage and cost are
 * last, for `restoreUsage`.
 */
export function storeResult({ usage, cost, ...others }: AnyResult): StoredOutcome {
  const json = toJSON({ ...others, attempts: undefined, response: undefined, usage, cost });
  return { failed: false, cost: cost ? `${cost.amount} ${cost.currency}` : '', json: resultName + json };
}

/** Returns an error for storage. */
export function storeError(error: unknown): StoredOutcome {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  const kind = error instanceof RephyscoError ? error.kind : undefined;
  const {
    provider,
    status,
    code,
    retryable,
    attempts = [],
  } = (error instanceof ProviderError ? error : {}) as Partial<ProviderError>;
  const json = JSON.stringify({ name, message, kind, provider, status, code, retryable });
  return { failed: true, cost: costOf(attempts), json: `"error":${json}` };
}

function costOf(attempts: readonly Attempt[]): string {
  const costs = attempts.flatMap(({ cost }) => (cost && cost.amount > 0 ? [cost] : []));
  const [first] = costs;
  return first ? `${costs.reduce((sum, { amount }) => sum + amount, 0)} ${first.currency}` : '';
}

interface StoredError {
  readonly name: string;
  readonly message: string;
  readonly kind?: ErrorKind;
  readonly provider?: string;
  readonly status?: number;
  readonly code?: string;
  readonly retryable?: boolean;
}

/** Returns the outcome that was stored. */
export function restore(json: string): { readonly result: AnyResult } | { readonly error: unknown } {
  const value: unknown = JSON.parse(json.slice(json.indexOf(':') + 1));
  if (!json.startsWith(resultName)) return { error: restoreError(value as StoredError) };
  // Changes the parsed value instead of copying it, because a resumed batch may restore millions of results.
  const result = value as { -readonly [Name in keyof AnyResult]: AnyResult[Name] };
  result.attempts = [];
  return { result: result as AnyResult };
}

/** End of a stored result: its usage and its cost. The brace at the end closes the result itself. */
const usageAndCost = /^"usage":\{[^{}]*\}(?:,"cost":\{[^{}]*\})?\}$/;

/** Returns only the usage and the cost of a stored outcome, which costs less CPU than `restore`. */
export function restoreUsage(json: string): { readonly result?: Pick<AnyResult, 'usage' | 'cost'> } {
  if (!json.startsWith(resultName)) return {};
  const ending = usageAndCost.exec(json.slice(json.lastIndexOf('"usage":')));
  const { usage, cost } = JSON.parse(ending ? `{${ending[0]}` : json.slice(resultName.length)) as AnyResult;
  return { result: { usage, cost } };
}

function restoreError({ name, message, kind, provider, ...details }: StoredError): Error {
  if (kind === 'configuration') return new ConfigurationError(message);
  if (kind === 'unsupported') return new UnsupportedError(message);
  if (kind === 'budget_exceeded') return new BudgetExceededError(message);
  if (kind !== undefined) return providerError(kind, message, { ...details, provider: provider ?? 'unknown' });
  const error = new Error(message);
  error.name = name;
  return error;
}
