/**
 * Compares the ledger with the bill of the simulator in 10,000 random scripts and prints the figures. The first
 * argument sets another number of scripts. Exits with code 1 if a bill is outside its range.
 *
 * @module
 */
import { createSimulator } from '@rephysco/simulator';
import { type LedgerOutcome, runLedgerScript, summarize } from './ledger-run.ts';

const scripts = Number(process.argv[2] ?? 10_000);
const outcomes: LedgerOutcome[] = [];
/** Number of scripts per simulator. It is limited, because the log keeps every request. */
const portion = 500;

for (let start = 0; start < scripts; start += portion) {
  await using simulator = await createSimulator();
  for (let seed = start; seed < Math.min(scripts, start + portion); seed += 1) {
    outcomes.push(await runLedgerScript(simulator, seed));
  }
}
const { outside, meanWidth, ...counts } = summarize(outcomes);
console.log(JSON.stringify({ ...counts, outside: outside.length, meanWidth: Number(meanWidth.toFixed(4)) }));
for (const { script, bill, range } of outside.slice(0, 10)) {
  console.log(
    `seed ${script.seed}, ${script.provider}:${script.model}: ${bill} is not in ${range.atLeast} to ${range.atMost}`,
  );
}
process.exitCode = outside.length > 0 ? 1 : 0;
