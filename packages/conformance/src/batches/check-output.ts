import { readFileSync } from 'node:fs';
import { costOf, createProvider, type GenerateResult } from '@rephysco/core';
import type { ServiceName, Simulator } from '@rephysco/simulator';

/** Comparison of a batch's output and requests with the expected ones. */
export interface BatchCheck {
  /** Number of items whose output line equals that of the run without kills, except for ids of the service. */
  readonly right: number;
  /** Number of items that were in more than one batch. */
  readonly sentTwice: number;
  readonly batches: number;
  /** Cost of all results divided by their list price. */
  readonly costRatio: number;
}

/** Compares the output of a batch with that of a run without kills, and with the batches that the service received. */
export function checkOutput(output: string, whole: string, provider: ServiceName, simulator: Simulator): BatchCheck {
  const lines = linesOf(output);
  const expected = linesOf(whole);
  const seen = new Map<string, number>();
  for (const { requestIds } of simulator.batches) for (const id of requestIds) seen.set(id, (seen.get(id) ?? 0) + 1);
  const results = lines.flatMap((line) => line.result ?? []);
  const priceOf = listPrice(provider, simulator);
  return {
    right: expected.filter((line, index) => comparable(line) === comparable(lines[index])).length,
    sentTwice: [...seen.values()].filter((count) => count > 1).length,
    batches: simulator.batches.length,
    costRatio: sum(results.map(({ cost }) => cost?.amount ?? 0)) / sum(results.map(priceOf)),
  };
}

interface Line {
  readonly index: number;
  readonly id: string;
  readonly result?: GenerateResult;
}

const linesOf = (path: string): readonly Line[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

const comparable = (line: Line | undefined): string =>
  JSON.stringify({ ...line, result: line?.result && { ...line.result, id: undefined } });

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

function listPrice(name: ServiceName, simulator: Simulator): (result: GenerateResult) => number {
  const provider = createProvider(name, { apiKey: 'a-made-up-key', baseURL: simulator.baseURL(name) });
  const day = new Date().toISOString().slice(0, 10);
  return ({ usage, model }) => {
    const info = provider.model(model).unknown ? provider.model(provider.defaultModel) : provider.model(model);
    return costOf(usage, info, { day, region: provider.region })?.amount ?? 0;
  };
}
