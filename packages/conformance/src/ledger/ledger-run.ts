import { costOf, LLMClient } from '@rephysco/core';
import type { Simulator } from '@rephysco/simulator';
import { providers } from '../providers.ts';
import { type LedgerScript, ledgerScript, type ScriptCall } from './ledger-script.ts';

/** Cost of a script by the ledger of its client and by the log of the simulator. */
export interface LedgerOutcome {
  readonly script: LedgerScript;
  readonly bill: number;
  readonly range: { readonly atLeast: number; readonly atMost: number };
  /** Number of requests in the ledger, and in the simulator's log. */
  readonly recorded: number;
  readonly sent: number;
  readonly isAborted: boolean;
}

/** Runs the script of a seed against a simulator. */
export async function runLedgerScript(simulator: Simulator, seed: number): Promise<LedgerOutcome> {
  const script = ledgerScript(seed);
  const found = providers.find((each) => each.definition.name === script.provider);
  if (!found) throw new Error(`There is no provider ${script.provider}.`);
  const { definition, service } = found;
  const provider = definition.create({ apiKey: `made-up-${seed}`, baseURL: simulator.baseURL(service) });
  const client = new LLMClient({ provider, model: script.model, baseDelay: 0, maxRetries: 2 });
  const before = simulator.requests.length;
  for (const call of script.calls) await runCall(client, simulator, call);
  await client.close();
  const sent = simulator.requests.slice(before);
  await Promise.all(sent.map(({ closed }) => closed));
  const day = new Date().toISOString().slice(0, 10);
  const model = provider.model(script.model);
  const costs = sent.map(({ usage }) => (usage ? costOf(usage, model, { region: provider.region, day }) : undefined));
  const bill = costs.reduce((sum, cost) => sum + (cost?.amount ?? 0), 0);
  const [range = { atLeast: 0, atMost: 0 }] = client.ledger.total;
  const isAborted = script.calls.some(({ abortAfter }) => abortAfter !== undefined);
  return { script, bill, range, recorded: client.ledger.count, sent: sent.length, isAborted };
}

async function runCall(client: LLMClient, simulator: Simulator, call: ScriptCall): Promise<void> {
  const { prompt, maxTokens, abortAfter } = call;
  for (const fault of call.faults) simulator.fail(fault);
  const controller = new AbortController();
  try {
    if (!call.stream) {
      await client.generate({ prompt, maxTokens });
      return;
    }
    let events = 0;
    if (abortAfter === 0) setImmediate(() => controller.abort());
    for await (const _ of client.stream({ prompt, maxTokens, signal: controller.signal })) {
      events += 1;
      if (events === abortAfter) controller.abort();
    }
  } catch {
    // The error is ignored here, because the ledger contains the cost of a failure or an abort.
  }
}

/** Totals over many scripts. */
export interface LedgerSummary {
  readonly scripts: number;
  readonly aborted: number;
  readonly requests: number;
  /** Number of requests that are missing in the ledger. */
  readonly missing: number;
  /** Scripts whose bill is outside the range of the ledger. */
  readonly outside: readonly LedgerOutcome[];
  /** Mean width of the ranges as a share of the bill, over the scripts with a bill. */
  readonly meanWidth: number;
}

/** Tolerance, because bill and ledger sum the same numbers in a different order. */
const rounding = 1e-9;

/** Computes the totals of outcomes. */
export function summarize(outcomes: readonly LedgerOutcome[]): LedgerSummary {
  const billed = outcomes.filter(({ bill }) => bill > 0);
  const widths = billed.map(({ bill, range }) => (range.atMost - range.atLeast) / bill);
  return {
    scripts: outcomes.length,
    aborted: outcomes.filter(({ isAborted }) => isAborted).length,
    requests: outcomes.reduce((sum, { sent }) => sum + sent, 0),
    missing: outcomes.reduce((sum, { sent, recorded }) => sum + Math.max(0, sent - recorded), 0),
    outside: outcomes.filter(
      ({ bill, range }) => bill < range.atLeast * (1 - rounding) || bill > range.atMost * (1 + rounding),
    ),
    meanWidth: widths.reduce((sum, width) => sum + width, 0) / Math.max(1, widths.length),
  };
}
