import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulator, type Simulator } from '@rephysco/simulator';
import { run } from '../program.ts';
import { type FakeTerminal, fakeTerminal } from './fake-terminal.ts';

/** Outcome of a command. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Isolated environment for commands: an empty home, an empty working directory, and simulated services. */
export interface TestMachine extends AsyncDisposable {
  readonly home: string;
  readonly cwd: string;
  readonly simulator: Simulator;
  /** Exported environment variables. */
  readonly env: Record<string, string>;
  run(args: readonly string[], given?: string | Partial<FakeTerminal>): Promise<Outcome>;
}

/** Exported API key of the machine. */
export const testKey = 'made-up-canary-of-the-environment';

/** Creates a machine with a key and a base URL for OpenAI. */
export async function createMachine(): Promise<TestMachine> {
  const home = await mkdtemp(join(tmpdir(), 'home-'));
  const cwd = await mkdtemp(join(tmpdir(), 'cwd-'));
  const simulator = await createSimulator();
  const env: Record<string, string> = {
    REPHYSCO_HOME: home,
    OPENAI_API_KEY: testKey,
    OPENAI_BASE_URL: simulator.baseURL('openai'),
  };
  return {
    home,
    cwd,
    simulator,
    env,
    async run(args, given) {
      const piped = typeof given === 'string' ? given : undefined;
      const terminal = { ...fakeTerminal(piped, env), cwd, ...(typeof given === 'object' && given) };
      const code = await run(args, terminal);
      return { code, out: terminal.out(), err: terminal.err() };
    },
    async [Symbol.asyncDispose]() {
      await simulator.close();
      await Promise.all([rm(home, { recursive: true }), rm(cwd, { recursive: true })]);
    },
  };
}
