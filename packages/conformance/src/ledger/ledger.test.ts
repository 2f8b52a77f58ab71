import { createSimulator } from '@rephysco/simulator';
import { expect, it } from 'vitest';
import { type LedgerOutcome, runLedgerScript, summarize } from './ledger-run.ts';

it('The bill of the simulator lies within the sum of the ledger, which has every request', async () => {
  await using simulator = await createSimulator();
  const outcomes: LedgerOutcome[] = [];
  for (let seed = 0; seed < 120; seed += 1) outcomes.push(await runLedgerScript(simulator, seed));
  const { outside, missing, meanWidth, aborted } = summarize(outcomes);
  expect(
    outside.map(({ script: { seed, provider, model }, bill, range }) => [seed, provider, model, bill, range]),
  ).toEqual([]);
  expect(missing).toBe(0);
  expect(aborted).toBeGreaterThan(5);
  expect(meanWidth).toBeLessThan(0.05);
}, 120_000);
