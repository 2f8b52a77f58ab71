import { answerRules } from './answer-rules.ts';
import { connectionRules } from './connection-rules.ts';
import { failureRules } from './failure-rules.ts';
import { requestRules } from './request-rules.ts';
import type { Connect, Expect, It, ProviderRule, ServiceCapabilities } from './service.ts';
import { usageRules } from './usage-rules.ts';

/** All rules for a provider. */
export const providerRules: readonly ProviderRule[] = [
  ...answerRules,
  ...requestRules,
  ...usageRules,
  ...connectionRules,
  ...failureRules,
];

/** Options of `providerContract`: `it` and `expect` of a test library, and a function that starts a service. */
export interface ProviderContractOptions {
  readonly it: It;
  readonly expect: Expect;
  readonly connect: Connect;
  /** Features that the service does not support, for example `{ tools: false }`. @default all are supported */
  readonly capabilities?: ServiceCapabilities | undefined;
}

/**
 * Declares one test for each rule of the provider contract.
 *
 * @example
 * providerContract({ it, expect, connect: (options) => startMyService(options) });
 */
export function providerContract({ it, expect, connect, capabilities = {} }: ProviderContractOptions): void {
  for (const rule of providerRules) {
    const { name, needs } = rule;
    if (needs !== undefined && capabilities[needs] === false) continue;
    it(name, () => checkRule(rule, withCapabilities(connect, capabilities), expect));
  }
}

/** Returns services whose capabilities are replaced by those of the contract. */
const withCapabilities =
  (connect: Connect, capabilities: ServiceCapabilities): Connect =>
  async (options) => {
    const service = await connect(options);
    const { provider, requests, fail } = service;
    return {
      provider,
      capabilities: { ...service.capabilities, ...capabilities },
      requests: requests.bind(service),
      fail: fail.bind(service),
      [Symbol.asyncDispose]: () => service[Symbol.asyncDispose]() as Promise<void>,
    };
  };

/** Checks a rule. Skips it if the service declares that it lacks the required capability. */
export async function checkRule({ needs, check }: ProviderRule, connect: Connect, expect: Expect): Promise<void> {
  if (needs !== undefined) {
    const service = await connect();
    const { capabilities } = service;
    await service[Symbol.asyncDispose]();
    if (capabilities?.[needs] === false) return;
  }
  await check(connect, expect);
}
