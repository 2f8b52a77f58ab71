import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** `true` if tmux is installed, which provides pseudo-terminals for tests. */
export const hasTmux: boolean = spawnSync('tmux', ['-V']).status === 0;

/** Program on a screen, with a keyboard. */
export interface TestScreen extends AsyncDisposable {
  /** Presses keys by their tmux names. */
  press(...keys: readonly string[]): Promise<void>;
  type(text: string): Promise<void>;
  /** Pastes a text like a terminal, with the marks of bracketed paste if the program turned it on. */
  paste(text: string): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** Sends SIGTERM to the program. */
  killProgram(): Promise<void>;
  /** Returns the text on the screen and in its scrollback. */
  text(): Promise<string>;
  /** Waits until the screen shows a text. @throws Error with the screen after 20 s */
  shows(what: string | RegExp): Promise<string>;
}

/** Runs a command in a shell on a screen. After the command, the shell prints `ended <code>` and stays. */
export async function openScreen(
  command: string,
  env: Readonly<Record<string, string>> = {},
  { columns, rows }: { readonly columns: number; readonly rows: number } = { columns: 80, rows: 24 },
): Promise<TestScreen> {
  const folder = await mkdtemp(join(tmpdir(), 'screen-'));
  const socket = join(folder, 'tmux');
  const tmux = async (...args: readonly string[]): Promise<string> =>
    (await execute('tmux', ['-S', socket, '-f', '/dev/null', ...args], { env: { ...process.env, ...env } })).stdout;
  const script = join(folder, 'run.sh');
  await writeFile(
    script,
    // The shell itself must not end at Ctrl-C.
    `trap : INT; stty -a | grep -o '[ -]icanon'; ${command}\necho "ended $?"; stty -a | grep -o '[ -]icanon'; exec cat\n`,
  );
  await tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), 'sh', script);
  const text = (): Promise<string> => tmux('capture-pane', '-p', '-J', '-S', '-500');
  return {
    async press(...keys) {
      await tmux('send-keys', ...keys);
    },
    async type(letters) {
      await tmux('send-keys', '-l', letters);
    },
    async paste(pasted) {
      await writeFile(join(folder, 'paste'), pasted);
      await tmux('load-buffer', join(folder, 'paste'));
      await tmux('paste-buffer', '-p', '-r');
    },
    async resize(columns, rows) {
      await tmux('resize-window', '-x', String(columns), '-y', String(rows));
    },
    async killProgram() {
      const shell = (await tmux('display-message', '-p', '#{pane_pid}')).trim();
      const { stdout } = await execute('ps', ['-o', 'pid=', '--ppid', shell]);
      process.kill(Number(stdout));
    },
    text,
    async shows(what) {
      const deadline = Date.now() + 20_000;
      for (;;) {
        const screen = await text();
        if (typeof what === 'string' ? screen.includes(what) : what.test(screen)) return screen;
        if (Date.now() > deadline) throw new Error(`The screen never showed ${what}:\n${screen}`);
      }
    },
    async [Symbol.asyncDispose]() {
      await tmux('kill-server').catch(() => '');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
