import { once } from 'node:events';
import { ConfigurationError, type PartialAnswer } from '@rephysco/core';
import { type GenerateRequest, type ProviderErrorKind, providerError } from '@rephysco/core/provider';
import type { FailureKind } from './failure.ts';
import type { FaultEffect } from './faults/fault.ts';
import type { OrderedFault } from './faults/order.ts';
import type { Pace } from './play.ts';

/** Returns the checked `providerOptions` of the `sim` provider. @throws ConfigurationError */
export function providerOptions({
  providerOptions = {},
}: GenerateRequest): Pace & { readonly fail: string | undefined } {
  const { fail, pace = 0, firstTokenDelay = 0 } = providerOptions;
  if (fail !== undefined && typeof fail !== 'string') {
    throw new ConfigurationError("providerOptions.fail must be an order of faults, for example '429x2'.");
  }
  return { fail, pace: seconds('pace', pace), firstTokenDelay: seconds('firstTokenDelay', firstTokenDelay) };
}

function seconds(name: string, value: unknown): number {
  const number = Number(value);
  if (Number.isFinite(number) && number >= 0) return number;
  throw new ConfigurationError(`providerOptions.${name} must be a number of seconds, not ${JSON.stringify(value)}.`);
}

/** Returns `true` if a fault occurs before the first piece of the answer. */
export function isRefusal({ fault }: OrderedFault): boolean {
  return fault.effect === 'network' || fault.effect in kinds;
}

const kinds: Readonly<Record<FailureKind, ProviderErrorKind>> = {
  no_key: 'authentication',
  wrong_key: 'authentication',
  permission: 'permission',
  unknown_path: 'not_found',
  unknown_model: 'not_found',
  bad_json: 'invalid_request',
  bad_request: 'invalid_request',
  content_filter: 'content_filter',
  rate_limit: 'rate_limit',
  quota: 'quota_exceeded',
  server: 'server',
  overloaded: 'overloaded',
};

const kindOf = (effect: Exclude<FaultEffect, 'stall' | 'none' | 'malformed'>): ProviderErrorKind => {
  if (effect === 'break') return 'interrupted';
  return effect === 'network' ? 'network' : kinds[effect];
};

/**
 * Fails as the fault does over HTTP. Legal framings have no effect.
 *
 * @throws ProviderError of the fault's kind; after a stall, the signal's reason
 */
export async function failNow(
  { name, at, fault }: OrderedFault,
  signal: AbortSignal | undefined,
  partial: PartialAnswer | undefined,
): Promise<void> {
  const { effect, summary } = fault;
  if (effect === 'none' || effect === 'malformed') return;
  if (effect === 'stall') return stall(signal);
  const kind = kindOf(effect);
  const retryAfter = kind === 'rate_limit' && name !== '429-bare' ? (at ?? 1) : undefined;
  const status = /^\d{3}/.test(name) ? Number(name.slice(0, 3)) : undefined;
  throw providerError(kind, `Simulated fault '${name}': ${summary}.`, { provider: 'sim', status, retryAfter, partial });
}

async function stall(signal: AbortSignal | undefined): Promise<never> {
  // A pending promise does not keep the process alive, so the timer does.
  const alive = setInterval(() => {}, 2 ** 30);
  try {
    if (signal && !signal.aborted) await once(signal, 'abort');
    else if (!signal) await new Promise(() => {});
  } finally {
    clearInterval(alive);
  }
  throw signal?.reason;
}
