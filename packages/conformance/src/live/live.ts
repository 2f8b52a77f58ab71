/**
 * Checks each provider with real keys from the environment: `npx -y pnpm@12 live [provider...]`. It costs a few cents: the
 * budget of each provider is 0.05 USD, or `REPHYSCO_LIVE_BUDGET`. The result replaces the table in docs/providers.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LLMClient } from '@rephysco/core';
import { providers } from '../providers.ts';
import { liveChecks } from './live-checks.ts';
import { type LiveRow, replaceTable } from './live-table.ts';

const page = join(import.meta.dirname, '../../../../docs/providers.md');
const amount = Number(process.env.REPHYSCO_LIVE_BUDGET ?? 0.05);
const wanted = process.argv.slice(2);
const chosen = providers.filter(({ definition }) => wanted.length === 0 || wanted.includes(definition.name));
const hasKey = ({ definition }: (typeof providers)[number]): boolean =>
  (definition.envKeys ?? []).some((name) => process.env[name]?.trim());

async function check(provider: string): Promise<LiveRow> {
  await using client = new LLMClient({ provider, budget: { amount, currency: 'USD' }, timeout: 120, maxRetries: 1 });
  const results: Record<string, string> = {};
  for (const { name, run } of liveChecks) {
    try {
      await run(client);
      results[name] = 'yes';
    } catch (error) {
      results[name] = 'no';
      console.error(`${provider}, ${name}: ${(error as Error).message}`);
    }
  }
  return { provider, day: new Date().toISOString().slice(0, 10), results };
}

const rows: LiveRow[] = [];
for (const each of chosen) {
  const { name, envKeys = [] } = each.definition;
  if (hasKey(each)) rows.push(await check(name));
  else console.warn(`SKIPPED: ${name} has no key. Set ${envKeys.join(' or ')} to check it with the real service.`);
}
if (rows.length === 0) console.warn('\nNOTHING WAS CHECKED: no key is set. docs/providers.md stays as it is.');
else writeFileSync(page, replaceTable(readFileSync(page, 'utf8'), rows));
for (const { provider, results } of rows) console.log(provider, results);
if (rows.some(({ results }) => Object.values(results).includes('no'))) process.exitCode = 1;
