import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createSimulator } from '@rephysco/simulator';
import { describe, expect, it } from 'vitest';
import { providers } from './settings/providers.ts';
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

  it('papercut 16: ends without a message when the reader of its output leaves', async () => {
    const child = start(['generate', '-p', 'sim', 'Tell me a long story']);
    child.stdout?.destroy();
    let complaint = '';
    child.stderr?.on('data', (text) => {
      complaint += String(text);
    });
    expect([await exitOf(child), complaint]).toEqual([0, '']);
  });

  it('papercut 3: ends with --no-stdin even if its caller leaves a pipe open', async () => {
    const child = spawn(process.execPath, [...node, 'generate', '-p', 'sim', '--no-stdin', 'x'], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    expect(await exitOf(child)).toBe(0);
  });

  it('waits for text that arrives slowly', async () => {
    const child = spawn(process.execPath, [...node, 'generate', '-p', 'sim'], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.write('Why is ');
    await new Promise((resolve) => child.stdin.write('the sky ', resolve));
    child.stdin.end('blue?');
    expect(await text(child.stdout)).toContain('sky blue');
  });

  it('papercut 13, 14 and 15: prints the answer into a pipe, without colours and without anything else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'process-'));
    await writeFile(join(folder, '.env'), 'OPENAI_API_KEY=made-up-key\n');
    const child = spawn(process.execPath, [...node, 'generate', '-p', 'sim', '--json', 'x'], {
      cwd: folder,
      env: { ...process.env, TERM: 'xterm-256color', CI: '1', REPHYSCO_HOME: folder, FORCE_COLOR: undefined },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect([JSON.parse(out).provider, err]).toEqual(['sim', '']);
    expect(out).not.toContain('\u001b');
    await rm(folder, { recursive: true });
  });

  it.skipIf(process.platform !== 'linux')('reports a full disk', async () => {
    const full = await open('/dev/full', 'w');
    const child = spawn(process.execPath, [...node, 'generate', '-p', 'sim', 'x'], {
      stdio: ['ignore', full.fd, 'pipe'],
    });
    const [err, code] = await Promise.all([text(child.stderr as Readable), exitOf(child)]);
    expect([code, err]).toEqual([1, expect.stringContaining('error: cannot write the answer: ')]);
    await full.close();
  });

  it.each([
    ['generate', '-m', 'openai:gpt-5.4'],
    ['chat', '--model', 'openai:gpt-5.4'],
    ['models', 'show', 'openai:gpt-5.4'],
  ])('papercut 34: completes the names of models after %s %s', async (...args) => {
    const child = start(['complete', '--', ...args]);
    expect(await text(child.stdout as Readable)).toContain('openai:gpt-5.4-mini');
  });

  it.each([
    ['generate --idle', '--idle-timeout'],
    ['generate --cache-', '--cache-ttl'],
    ['chat --qui', '--quiet'],
    ['cache prune --', '--max-size'],
    ['models list --col', '--color'],
    ['generate --color ', 'never'],
    ['generate --reasoning ', 'hide'],
    ['generate --render ', 'markdown'],
  ])('completes %s', async (typed, expected) => {
    const child = start(['complete', '--', ...typed.split(' ')]);
    expect(await text(child.stdout as Readable)).toContain(expected);
  });

  it.each([
    ['bash', 'complete -F'],
    ['zsh', '#compdef rephysco'],
    ['fish', 'complete -c rephysco'],
    ['pwsh', 'Register-ArgumentCompleter'],
  ])('prints the completion script of %s', async (shell, words) => {
    expect(await text(start(['completion', shell]).stdout as Readable)).toContain(words);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('exits with its code at %s and closes the connection', async (signal, code) => {
    await using simulator = await createSimulator({ pace: 0.05 });
    const child = start(['generate', '-p', 'openai', '--base-url', simulator.baseURL('openai'), 'Why?'], key);
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    child.kill(signal);
    expect(await exitOf(child)).toBe(code);
    expect(await simulator.requests[0]?.closed).toBe('client');
  });

  it('papercut 38: offers simulated services to this machine only, and not to web pages', async () => {
    const child = start(['sim']);
    const [url] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    const { hostname, port } = new URL(String(url).trim());
    expect(hostname).toBe('127.0.0.1');
    const others = Object.values(networkInterfaces()).flatMap((each = []) => each.filter(({ internal }) => !internal));
    for (const { address, family } of others) {
      if (family !== 'IPv4') continue;
      await expect(fetch(`http://${address}:${port}/v1/models`)).rejects.toThrow();
    }
    const headers = { authorization: 'Bearer made-up', origin: 'https://page.example' };
    const response = await fetch(`http://${hostname}:${port}/v1/models`, { headers });
    expect(response.headers.get('access-control-allow-origin')).toBe(null);
    child.kill('SIGINT');
    expect(await exitOf(child)).toBe(130);
  });

  it('runs simulated services until it is stopped', async () => {
    const child = start(['sim']);
    const [url] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    const response = await fetch(`${String(url).trim()}/v1/models`, { headers: { authorization: 'Bearer made-up' } });
    expect(response.status).toBe(200);
    child.kill('SIGINT');
    expect(await exitOf(child)).toBe(130);
  });
});

describe('the list of providers', () => {
  it('contains the same variables as the providers', async () => {
    const { listProviders } = await import('@rephysco/core');
    for (const { load } of Object.values(providers)) await load();
    const declared = listProviders().map(({ name, envKeys = [] }) => [name, envKeys]);
    const listed = Object.entries(providers).map(([name, { envKeys }]) => [name, envKeys]);
    expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(listed));
  });
});
