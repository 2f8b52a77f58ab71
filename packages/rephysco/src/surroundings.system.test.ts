import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from './testing/test-rephysco.ts';

const bin = fileURLToPath(new URL('bin.ts', import.meta.url));

let folder: string;
let home: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'surroundings-'));
  home = join(folder, 'home');
  mkdirSync(home);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a command line in a shell. `$0` is the command without its arguments. */
async function shell(script: string, stdin: 'ignore' | 'pipe' = 'ignore', piped = ''): Promise<Outcome> {
  const node = `${process.execPath} --conditions=@rephysco/source ${bin}`;
  const env = { ...process.env, REPHYSCO_HOME: home, NO_COLOR: '1' };
  const child = spawn('bash', ['-c', script.replaceAll('$0', node)], {
    cwd: folder,
    env,
    stdio: [stdin, 'pipe', 'pipe'],
  });
  child.stdin?.end(piped);
  const code = new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? -1)));
  const [out, err] = await Promise.all([text(child.stdout as Readable), text(child.stderr as Readable)]);
  return { code: await code, out, err };
}

/** Simulates a full disk for users other than root: files may not grow. */
const full = "trap '' XFSZ; ulimit -f 0; ";

const answer = expect.stringMatching(/^\(simulated answer\) .*\n$/s);

describe('standard streams', () => {
  it.each(['0<&-', '2>&-', '0<&- 2>&-'])('may be closed: %s', async (closed) => {
    expect(await shell(`$0 generate -p sim hi ${closed}`)).toEqual({ code: 0, out: answer, err: '' });
  });

  it('may all be closed', async () => {
    expect(await shell('$0 generate -p sim hi 0<&- 1>&- 2>&-')).toEqual({ code: 0, out: '', err: '' });
  });

  it.each([
    ['has no reader', '2> >(exec true)'],
    ['is full', '2>/dev/full'],
  ])('keep the answer and the exit code when standard error %s', async (_, where) => {
    expect(await shell(`$0 generate -p sim -u -o fail=500x2 hi ${where}`)).toMatchObject({ code: 0, out: answer });
    expect((await shell(`$0 generate -p nobody hi ${where}`)).code).toBe(2);
  });

  it.each(['generate -p sim hi', 'generate -p sim --json hi', '--help', '--version', 'models', 'completion zsh'])(
    'report that the answer of %s cannot be written',
    async (args) => {
      const { code, err } = await shell(`$0 ${args} >/dev/full`);
      expect([code, err]).toEqual([1, expect.stringMatching(/^error: cannot write the answer: ENOSPC.*\n$/)]);
    },
  );

  it.each(['generate -p sim --jsonl hi', 'models', 'completion bash', '--help'])(
    'papercut 16: let the reader of %s leave',
    async (args) => {
      expect(await shell(`set -o pipefail; $0 ${args} | head -c 3`)).toMatchObject({ code: 0, err: '' });
    },
  );

  it('read a file to its end, and a pipe as long as it is open', async () => {
    writeFileSync(join(folder, 'asked'), 'Why is the sky blue?');
    expect((await shell('$0 generate -p sim <asked')).out).toContain('sky blue');
    expect((await shell('(cat asked; sleep 0.1; echo " And grass green?") | $0 generate -p sim')).out).toContain(
      'grass',
    );
  });
});

describe('a path that is not a regular file', () => {
  it('is ignored as .env, because a read might never end', async () => {
    execFileSync('mkfifo', [join(folder, '.env')]);
    expect(await shell('$0 generate -p sim hi')).toEqual({ code: 0, out: answer, err: '' });
  });

  it.each(['mkfifo', 'mkdir'])('is rejected as settings: %s', async (make) => {
    execFileSync(make, [join(folder, 'rephysco.json')]);
    const { code, err } = await shell('$0 generate -p sim hi');
    expect([code, err]).toEqual([3, expect.stringContaining('rephysco.json is not a regular file')]);
  });

  it('may contain anything as .env', async () => {
    writeFileSync(join(folder, '.env'), Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 31) % 256)));
    expect(await shell('$0 generate -p sim hi')).toEqual({ code: 0, out: answer, err: '' });
  });
});

describe('a full disk', () => {
  it('loses no answer, even if it cannot be stored', async () => {
    expect(await shell(`${full}$0 generate -p sim hi`)).toEqual({ code: 0, out: answer, err: '' });
    expect(await shell(`${full}$0 generate -p sim --cache hi`)).toMatchObject({ code: 0, out: answer });
  });

  it('does not change settings and keys', async () => {
    await shell('$0 config set model sim:sim; echo made-up-first-key | $0 keys set xai');
    const before = ['config.json', 'keys.json'].map((name) => readFileSync(join(home, name), 'utf8'));
    for (const change of ['$0 config set temperature 1', 'echo made-up-other-key | $0 keys set openai']) {
      const { code, err } = await shell(`${full}${change}`);
      expect([code, err]).toEqual([2, expect.stringMatching(/^error: Cannot write .*\.json: EFBIG.*not changed\./)]);
    }
    expect(['config.json', 'keys.json'].map((name) => readFileSync(join(home, name), 'utf8'))).toEqual(before);
    expect(readdirSync(home).sort()).toEqual(['config.json', 'keys.json']);
  });

  it('prevents the start of a conversation, which works when space is available', async () => {
    const { code, err } = await shell(`${full}echo Why? | $0 chat -p sim --conversation mine`);
    expect([code, err]).toEqual([2, expect.stringContaining('Cannot store the conversation')]);
    expect(await shell('echo Why? | $0 chat -p sim --conversation mine')).toMatchObject({ code: 0, out: answer });
  });
});

describe('a mistyped command or flag', () => {
  it('does not start a chat', async () => {
    const lines = 'temp: warm\n/set top-p much\n/attach /nowhere.png\n/model nobody:x\nWhy?\n';
    const { code, err, out } = await shell('$0 chat -p sim', 'pipe', lines);
    expect([code, out, err]).toEqual([0, answer, expect.stringContaining("'temperature' must be a number")]);
    expect(err).not.toContain('should not happen');
  });
});
