import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LLMClient } from '@rephysco/core';
import { createSimulator } from '@rephysco/simulator';
import { describe, expect, it } from 'vitest';
import { providers } from '../providers.ts';
import { liveChecks } from './live-checks.ts';
import { replaceTable } from './live-table.ts';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/providers.md'), 'utf8');

describe('the suite with real services', () => {
  it('skips every provider without a key with a message, and changes nothing', async () => {
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const args = ['--conditions=@rephysco/source', join(import.meta.dirname, 'live.ts')];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env: { PATH, NODE_COMPILE_CACHE } });
    expect(stdout).toBe('');
    for (const { definition } of providers) expect(stderr).toContain(`SKIPPED: ${definition.name} has no key`);
    expect(stderr).toContain('NOTHING WAS CHECKED');
  });

  it('sends requests that every service accepts', async () => {
    await using simulator = await createSimulator();
    for (const { service } of providers) {
      await using client = new LLMClient({ provider: service, baseURL: simulator.baseURL(service), apiKey: 'made-up' });
      for (const name of ['text', 'stream', 'tool', 'schema']) {
        await liveChecks.find((check) => check.name === name)?.run(client);
      }
    }
  }, 60_000);

  it('has a row for every provider in docs/providers.md, and replaces the row that was checked', () => {
    const results = Object.fromEntries(liveChecks.map(({ name }) => [name, 'yes']));
    for (const { definition } of providers) {
      const row = { provider: definition.name, day: '2027-01-02', results };
      const changed = replaceTable(page, [row]);
      expect(changed).toContain(`| ${definition.name} | 2027-01-02 | ${liveChecks.map(() => 'yes').join(' | ')} |`);
      expect(changed.split('\n').filter((line, index) => line !== page.split('\n')[index])).toHaveLength(1);
    }
  });
});
