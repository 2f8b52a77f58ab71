import './services.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulator, type ServiceName } from '@rephysco/simulator';
import { type BatchCheck, checkOutput } from './check-output.ts';
import { runWithKills } from './kill-run.ts';

/** Number of batches into which the items are split. */
const parts = 20;

/** Runs a batch twice at a simulated service, without and with kills. Returns the comparison. */
export async function tortureBatch(
  provider: ServiceName,
  items: number,
  kills: number,
): Promise<{ readonly check: BatchCheck; readonly killed: Readonly<Record<string, number>> }> {
  const folder = mkdtempSync(join(tmpdir(), 'torture-'));
  await using calm = await createSimulator();
  await using simulator = await createSimulator();
  const input = join(folder, 'in.jsonl');
  const lines = Array.from({ length: items }, (_, index) =>
    JSON.stringify({ id: `id-${index}`, prompt: `Question ${index}: what do ${words(index)} have in common?` }),
  );
  writeFileSync(input, `${lines.join('\n')}\n`);
  const job = { provider, input, partSize: Math.ceil(items / parts) };
  const [whole, output] = [join(folder, 'whole.jsonl'), join(folder, 'out.jsonl')];
  try {
    await runWithKills(calm, { ...job, baseURL: calm.baseURL(provider), output: whole }, 0);
    const killed = await runWithKills(simulator, { ...job, baseURL: simulator.baseURL(provider), output }, kills);
    return { check: checkOutput(output, whole, provider, simulator), killed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const names = ['apples', 'rivers', 'clocks', 'maps', 'violins', 'bridges', 'comets'];

const words = (index: number): string => `${names[index % 7]} and ${names[(index * 3 + 1) % 7]}`;
