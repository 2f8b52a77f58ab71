import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasRedis, startRedis } from '@rephysco/core/testing';
import { describe, expect, it } from 'vitest';
import { simulatedServices } from '../simulated-services.ts';

const folder = join(import.meta.dirname, '../../../../examples/scale');

if (!hasRedis) console.warn('SKIPPED: tests with a real Redis. Install it with `apt-get install redis-server`.');

describe('examples/scale', () => {
  it('starts its two programs with a Redis that keeps its data', () => {
    const compose = readFileSync(join(folder, 'compose.yaml'), 'utf8');
    expect(compose).toContain('node worker.mjs');
    expect(compose).toContain('node batch.mjs');
    expect(compose).toMatch(/redis-server --appendonly yes .*--maxmemory-policy noeviction/);
  });

  it.skipIf(!hasRedis)('runs a batch in one process, and its calls in another', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'scale-example-'));
    await using redis = await startRedis();
    await using services = await simulatedServices();
    const start = (program: string, env: Readonly<Record<string, string>>) =>
      spawn(process.execPath, ['--conditions=@rephysco/source', join(folder, program)], {
        cwd,
        env: { PATH: process.env.PATH, REDIS_URL: redis.url, ...env },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    try {
      writeFileSync(join(cwd, 'in.jsonl'), '{"id":"a","prompt":"What is a queue?"}\n{"prompt":"What is a worker?"}\n');
      const worker = start('worker.mjs', services.env);
      const [code] = await once(start('batch.mjs', {}), 'exit');
      const lines = readFileSync(join(cwd, 'out.jsonl'), 'utf8').trim().split('\n');
      expect([code, lines.map((line) => JSON.parse(line).id)]).toEqual([0, ['a', '1']]);
      worker.kill('SIGTERM');
      expect(await once(worker, 'exit')).toEqual([0, null]);
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });
});
