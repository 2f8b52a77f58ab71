import { answerRules } from './answer-rules.ts';
import { connectionRules } from './connection-rules.ts';
import { failureRules } from './failure-rules.ts';
import type { Connect, Expect, It, ProviderRule } from './service.ts';

/** Everything that a provider promises, a rule each. */
export const providerRules: readonly ProviderRule[] = [...answerRules, ...connectionRules, ...failureRules];

/** What the contract needs: a test library's `it` and `expect`, and a way to a service. */
export interface ProviderContractOptions {
  readonly it: It;
  readonly expect: Expect;
  readonly connect: Connect;
}

/** Declares one test for each promise that a provider keeps. */
export function providerContract({ it, expect, connect }: ProviderContractOptions): void {
  for (const rule of providerRules) it(rule.name, () => rule.check(connect, expect));
}
