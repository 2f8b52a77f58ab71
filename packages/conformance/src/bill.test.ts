import { costOf, type GenerateResult, LLMClient, ProviderError } from '@rephysco/core';
import { createSimulator } from '@rephysco/simulator';
import { describe, expect, it } from 'vitest';
import { providers } from './providers.ts';

const scripts = 200;

/** Transient and permanent failures. For some of them, the service bills the request. */
const faults = [
  ...['429-ms@0', '503', '500', 'refused', 'html', 'empty', 'error-object'],
  ...['cut@0', 'cut@2', 'end@3', 'truncated@1', 'garbage@2', 'error-in-stream@2', '400', 'quota'],
];

/** Returns a generator of pseudo-random whole numbers below a bound. The same seed gives the same numbers. */
function numbers(seed: number): (below: number) => number {
  let state = seed + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

describe("The cost of attempts and the service's own bill", () => {
  it.each(providers)('agree if both are known: $service', async ({ definition, service }) => {
    await using simulator = await createSimulator();
    let [known, unknown] = [0, 0];
    for (let script = 0; script < scripts / providers.length; script += 1) {
      const below = numbers(script * 7 + service.length);
      const provider = definition.create({ apiKey: `made-up-${script}`, baseURL: simulator.baseURL(service) });
      await using client = new LLMClient({ provider, baseDelay: 0, maxRetries: 4 });
      const orders = Array.from({ length: below(5) }, () => faults[below(faults.length)] ?? '503');
      const before = simulator.requests.length;
      // Faults that an early end of the call leaves over must not affect the next script.
      for (const order of orders) simulator.fail(order);
      const stream = below(2) === 1;
      const prompt = `Say something about ferries, in ${1 + below(30)} words.`;
      const attempts = await client
        .generate({ prompt, stream })
        .then(async (answer) => ('result' in answer ? answer.result : answer))
        .then(({ attempts, cost }: GenerateResult) => {
          expect(attempts.at(-1)?.cost).toEqual(cost);
          return attempts;
        })
        .catch((error: unknown) => {
          if (error instanceof ProviderError) return error.attempts;
          throw error;
        });
      const charged = simulator.requests.slice(before);
      expect(attempts.length).toBe(charged.length);
      for (const [place, { cost, usage, model }] of attempts.entries()) {
        if (cost === undefined) {
          expect(usage).toBeUndefined();
          unknown += 1;
          continue;
        }
        const bill = charged[place]?.usage ?? { inputTokens: 0, outputTokens: 0 };
        const day = new Date().toISOString().slice(0, 10);
        expect(cost.amount).toBeCloseTo(
          costOf(bill, provider.model(model), { region: provider.region, day })?.amount ?? -1,
          12,
        );
        known += 1;
      }
      for (let left = 0; left < orders.length; left += 1) await fetch(`${simulator.url}/v1/models`).catch(() => {});
    }
    expect(known).toBeGreaterThan(30);
    expect(unknown).toBeGreaterThan(10);
  });
});
