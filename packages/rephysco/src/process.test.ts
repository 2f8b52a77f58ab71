import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createSimulator } from '@rephysco/simulator';
import { describe, expect, it } from 'vitest';
import { providers } from './providers.ts';
import { version } from './version.ts';

const bin = fileURLToPath(new URL('bin.ts', import.meta.url));
const node = ['--conditions=@rephysco/source', bin];
const key = { OPENAI_API_KEY: 'made-up-key-for-tests' };

const start = (args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess =>
  spawn(process.execPath, [...node, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });

const exitOf = async (child: ChildProcess): Promise<number | null> => (await once(child, 'close'))[0] as number | null;

describe('the process of rephysco', () => {
  it('prints its version', async () => {
    const { stdout } = await new Promise<{ stdout: string }>((resolve, reject) => {
      execFile(process.execPath, [...node, '--version'], (error, out) =>
        error ? reject(error) : resolve({ stdout: out }),
      );
    });
    expect(stdout).toBe(`${version}\n`);
  });

  it('ends quietly when the reader of its output leaves', async () => {
    const child = start(['generate', '-p', 'sim', 'Tell me a long story']);
    child.stdout?.destroy();
    let complaint = '';
    child.stderr?.on('data', (text) => {
      complaint += String(text);
    });
    expect([await exitOf(child), complaint]).toEqual([0, '']);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends with its code at %s and lets the service go', async (signal, code) => {
    await using simulator = await createSimulator({ pace: 0.05 });
    const child = start(['generate', '-p', 'openai', '--base-url', simulator.baseURL('openai'), 'Why?'], key);
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    child.kill(signal);
    expect(await exitOf(child)).toBe(code);
    expect(await simulator.requests[0]?.closed).toBe('client');
  });

  it('runs simulated services until it is told to stop', async () => {
    const child = start(['sim']);
    const [url] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    const response = await fetch(`${String(url).trim()}/v1/models`, { headers: { authorization: 'Bearer made-up' } });
    expect(response.status).toBe(200);
    child.kill('SIGINT');
    expect(await exitOf(child)).toBe(130);
  });
});

describe('the list of providers', () => {
  it('names the same variables as the providers themselves', async () => {
    const { listProviders } = await import('@rephysco/core');
    for (const { load } of Object.values(providers)) await load();
    const declared = listProviders().map(({ name, envKeys = [] }) => [name, envKeys]);
    const listed = Object.entries(providers).map(([name, { envKeys }]) => [name, envKeys]);
    expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(listed));
  });
});
