import { answerRules } from './answer-rules.ts';
import { connectionRules } from './connection-rules.ts';
import { failureRules } from './failure-rules.ts';
import { requestRules } from './request-rules.ts';
import type { Connect, Expect, It, ProviderRule, ServiceCapabilities } from './service.ts';
import { usageRules } from './usage-rules.ts';

/** Everything that a provider promises, one rule each. */
export const providerRules: readonly ProviderRule[] = [
  ...answerRules,
  ...requestRules,
  ...usageRules,
  ...connectionRules,
  ...failureRules,
];

/** Options of the contract: the `it` and `expect` of a test library, and a way to a service. */
export interface ProviderContractOptions {
  readonly it: It;
  readonly expect: Expect;
  readonly connect: Connect;
  /** What the service cannot do, for example `{ tools: false }`. @default everything */
  readonly capabilities?: ServiceCapabilities | undefined;
}

/** Declares one test for each promise that a provider keeps. */
export function providerContract({ it, expect, connect, capabilities = {} }: ProviderContractOptions): void {
  for (const rule of providerRules) {
    const { name, needs } = rule;
    if (needs !== undefined && capabilities[needs] === false) continue;
    it(name, () => checkRule(rule, withCapabilities(connect, capabilities), expect));
  }
}

/** Services with the capabilities that the contract was given, over those of their own. */
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

/** Checks a rule, unless the service itself declares that it cannot keep it. */
export async function checkRule({ needs, check }: ProviderRule, connect: Connect, expect: Expect): Promise<void> {
  if (needs !== undefined) {
    const service = await connect();
    const { capabilities } = service;
    await service[Symbol.asyncDispose]();
    if (capabilities?.[needs] === false) return;
  }
  await check(connect, expect);
}
