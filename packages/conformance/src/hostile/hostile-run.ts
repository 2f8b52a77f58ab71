import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import type { HostileCase, HostileOutcome } from './hostile-case.ts';
import { shapes } from './shapes.ts';

/** Sizes of the heap in MB that Node.js 24 chooses in a container of 256 MB. */
const defaultHeap = 128;
const semiSpace = 1;

/** Hostile service in a process of its own, and the program of its clients. */
export interface HostileService {
  readonly port: number;
  /** Path of the program. It is bundled, because a process that runs sources needs 30 MB more. */
  readonly client: string;
  close(): Promise<void>;
}

/** Maximum number of requests of one process. The garbage of earlier answers adds to the peak of later ones. */
const longestGroup = 8;

/** Starts a hostile service. */
export async function startHostileService(): Promise<HostileService> {
  const folder = await mkdtemp(join(tmpdir(), 'hostile-'));
  await bundle(folder);
  const service = start([join(import.meta.dirname, 'hostile-service.ts')]);
  service.once('exit', (code) => {
    if (code !== 0) throw new Error('The hostile service has ended, so that further outcomes mean nothing.');
  });
  const [printed] = (await once(service.stdout ?? service, 'data')) as [Buffer];
  return {
    port: Number(String(printed)),
    client: join(folder, 'hostile-client.mjs'),
    async close() {
      service.stdin?.end();
      await rm(folder, { recursive: true });
    },
  };
}

async function bundle(outdir: string): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, 'hostile-client.ts')],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@rephysco/source'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    // It is installed beside the program, because an application that is not bundled reads its data files.
    external: ['gpt-tokenizer'],
    logLevel: 'error',
  });
  const core = createRequire(import.meta.resolve('@rephysco/core'));
  const library = dirname(core.resolve('gpt-tokenizer/package.json'));
  await mkdir(join(outdir, 'node_modules'));
  await symlink(library, join(outdir, 'node_modules/gpt-tokenizer'));
}

/** Returns the requests of a provider to the shapes, by their names. */
export function casesOf(provider: string, isWanted: (name: string) => boolean = () => true): readonly HostileCase[] {
  return shapes.flatMap(({ name, to, alone = false, timeout = 60 }, shape) =>
    isWanted(name)
      ? [false, true]
          .filter((stream) => to === undefined || (to === 'streamed') === stream)
          .map((stream) => ({ provider, shape, stream, alone, timeout }))
      : [],
  );
}

/**
 * Sends requests in a process with a small heap. Yields the outcome of each. A process that dies yields `killed` for
 * the request that killed it, and another process continues.
 */
export async function* runHostile(
  { port, client: program }: HostileService,
  cases: readonly HostileCase[],
  heap: number = defaultHeap,
): AsyncGenerator<HostileOutcome> {
  let rest = cases;
  while (rest.length > 0) {
    const next = rest[0]?.alone ? 1 : rest.findIndex(({ alone }) => alone);
    const group = rest.slice(0, next < 0 ? longestGroup : Math.min(next, longestGroup));
    const argument = JSON.stringify({ port, cases: group });
    const client = start([`--max-old-space-size=${heap}`, `--max-semi-space-size=${semiSpace}`, program, argument]);
    let done = 0;
    if (client.stdout)
      for await (const line of createInterface({ input: client.stdout })) {
        if (!line.startsWith('{')) continue;
        done += 1;
        yield JSON.parse(line) as HostileOutcome;
      }
    const killed = group[done];
    if (killed) yield { ...killed, outcome: 'killed', seconds: 0, stall: 0, peak: 0 };
    rest = rest.slice(killed ? done + 1 : done);
  }
}

function start(args: readonly string[]): ChildProcess {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  return spawn(process.execPath, ['--conditions=@rephysco/source', ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH, NODE_COMPILE_CACHE },
  });
}
