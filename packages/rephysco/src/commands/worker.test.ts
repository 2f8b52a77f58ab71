import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasRedis, startRedis } from '@rephysco/core/testing';
import { expect, it } from 'vitest';
import { fakeTerminal } from '../testing/fake-terminal.ts';
import { createMachine } from '../testing/test-rephysco.ts';

if (!hasRedis) console.warn('SKIPPED: tests with a real Redis. Install it with `apt-get install redis-server`.');

it.skipIf(!hasRedis)('rephysco worker makes the calls of a batch with --queue until it is stopped', async () => {
  await using machine = await createMachine();
  await using redis = await startRedis();
  const terminal = fakeTerminal(undefined, machine.env);
  const worker = machine.run(['worker', '--queue', redis.url, '--concurrency', '4'], terminal);
  writeFileSync(join(machine.cwd, 'in.txt'), 'one\ntwo\nthree\n');
  const args = ['batch', 'in.txt', '-o', 'out.jsonl', '-m', 'openai:gpt-5.4-mini', '--queue', redis.url];
  const { code, err } = await machine.run(args);
  expect([code, err]).toEqual([0, expect.stringContaining('3 items, 3 done')]);
  expect(readFileSync(join(machine.cwd, 'out.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(3);
  expect(machine.simulator.requests).toHaveLength(3);
  terminal.interrupt('SIGTERM');
  expect((await worker).code).toBe(143);
  expect(terminal.err()).toContain('3 calls, 0 failed');
});

it('rephysco batch rejects --queue with --half-price', async () => {
  await using machine = await createMachine();
  const args = ['batch', 'in.txt', '--queue', 'redis://127.0.0.1:1', '--half-price', '-m', 'openai:gpt-5.4-mini'];
  const { code, err } = await machine.run(args);
  expect(code).toBe(2);
  expect(err).toContain('exclude each other');
});
