import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const concurrency = 8;
const count = 300;
/** Number of kills. `REPHYSCO_KILLS=100` takes minutes. */
const kills = Number(process.env.REPHYSCO_KILLS ?? 12);

let folder: string;
let server: Server;
/** Number of calls of each prompt. */
let calls: Map<string, number>;
/** Number of further calls after which `end` stops the process. */
let killAfter: { calls: number; readonly end: () => void } | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'killed-'));
  calls = new Map();
  killAfter = undefined;
  server = createServer((request, response) => {
    let prompt = '';
    request.on('data', (chunk: Buffer) => {
      prompt += chunk.toString();
    });
    request.on('end', () => {
      calls.set(prompt, (calls.get(prompt) ?? 0) + 1);
      setTimeout(() => response.end(`answer to ${prompt}`), prompt.length % 7);
      if (killAfter && --killAfter.calls < 0) killAfter.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const lines = Array.from({ length: count }, (_, index) => `${'x'.repeat(index % 11)} ${index}\n`);
  writeFileSync(join(folder, 'in.txt'), lines.join(''));
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const source = (path: string): string => JSON.stringify(fileURLToPath(new URL(path, import.meta.url)));

/** Starts a process that runs the batch. */
function start(output: string): ChildProcess {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const program = `
    import { LLMClient } from ${source('../client.ts')};
    import { fakeProvider } from ${source('../testing/index.ts')};
    const provider = fakeProvider({
      answer: async ({ messages }) => (await fetch('${url}', { method: 'POST', body: messages.at(-1).content })).text(),
    });
    const client = new LLMClient({ provider, maxRetries: 0 });
    const options = { output: ${JSON.stringify(output)}, concurrency: ${concurrency} };
    await client.batch({ path: ${JSON.stringify(join(folder, 'in.txt'))} }, options).summary;
  `;
  const args = ['--conditions=@rephysco/source', '--input-type=module-typescript', '-e', program];
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

describe('a batch whose process is killed', () => {
  it(`resumes to the same output after ${kills} kills`, { timeout: 20_000 + kills * 3000 }, async () => {
    const whole = join(folder, 'whole.jsonl');
    expect((await once(start(whole), 'exit'))[0]).toBe(0);
    expect([...calls.values()].every((each) => each === 1)).toBe(true);
    calls.clear();
    const output = join(folder, 'out.jsonl');
    let killed = 0;
    let code: unknown;
    while (code !== 0) {
      const child = start(output);
      // The last run is not killed. The call at which a run is killed depends on the number of kills so far.
      if (killed < kills)
        killAfter = { calls: (killed * 37) % Math.ceil((count / kills) * 0.9), end: () => child.kill('SIGKILL') };
      [code] = (await once(child, 'exit')) as [unknown];
      killAfter = undefined;
      if (code === 0) break;
      killed += 1;
    }
    expect(readFileSync(output, 'utf8')).toBe(readFileSync(whole, 'utf8'));
    const repeated = [...calls.values()].reduce((sum, each) => sum + each - 1, 0);
    expect([calls.size, killed > kills / 2, repeated <= killed * concurrency]).toEqual([count, true, true]);
  });
});
