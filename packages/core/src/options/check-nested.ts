import type { CacheOptions, PromptCacheOptions, ReasoningOptions } from '../contract/request.ts';
import { checkNames } from './check-option-names.ts';
import { type Check, must, valid } from './rules.ts';

const efforts: readonly unknown[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'];

const reasoningChecks: Readonly<Record<keyof ReasoningOptions, Check>> = {
  effort: must((value) => efforts.includes(value), `one of ${efforts.join(', ')}`),
  budget: valid.countOrNone,
};

/** Checks the option `reasoning`. */
export const checkReasoning: Check = (value, name) => {
  if (typeof value === 'string') reasoningChecks.effort(value, name);
  else checkFields(value, name, reasoningChecks);
};

const cacheChecks: Readonly<Record<keyof CacheOptions, Check>> = {
  ttl: valid.seconds,
  staleWhileRevalidate: valid.seconds,
  refresh: valid.flag,
  namespace: valid.text,
};

/** Checks the option `cache` of a call. */
export const checkCacheOptions: Check = (value, name) => {
  if (typeof value !== 'boolean') checkFields(value, name, cacheChecks);
};

const promptCacheChecks: Readonly<Record<keyof PromptCacheOptions, Check>> = { key: valid.text, ttl: valid.seconds };

/** Checks the option `promptCache`. */
export const checkPromptCache: Check = (value, name) => checkFields(value, name, promptCacheChecks);

/** Checks the option `logprobs`. */
export const checkLogprobs: Check = must(
  (value: unknown) => typeof value === 'boolean' || (Number.isInteger(value) && (value as number) >= 0),
  'true, false or a whole number of alternatives',
);

function checkFields(value: unknown, name: string, checks: Readonly<Record<string, Check>>): void {
  checkNames(value as object, Object.keys(checks), name);
  for (const [field, content] of Object.entries(value as object)) {
    if (content !== undefined) checks[field]?.(content, `${name}.${field}`);
  }
}
