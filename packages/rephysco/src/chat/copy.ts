import { once } from 'node:events';
import type { Terminal } from '../terminal/terminal.ts';

/** Programs that write to the clipboard, with the condition under which they work. */
const programs: readonly (readonly [
  command: string,
  args: readonly string[],
  fits: (env: Terminal['env']) => boolean,
])[] = [
  ['pbcopy', [], () => process.platform === 'darwin'],
  ['clip.exe', [], () => process.platform === 'win32'],
  ['wl-copy', [], ({ WAYLAND_DISPLAY }) => Boolean(WAYLAND_DISPLAY)],
  ['xclip', ['-selection', 'clipboard'], ({ DISPLAY }) => Boolean(DISPLAY)],
];

/** Maximum number of base64 bytes that terminals accept with OSC 52. */
const most = 74_994;

/** Copies a text to the clipboard, with a program of the system or through the terminal. Returns a message about it. */
export async function copy(text: string, { stdout, env }: Terminal): Promise<string> {
  const program = programs.find(([, , fits]) => fits(env));
  if (program && (await filled(program[0], program[1], text))) return `copied (${text.length} characters)`;
  const data = Buffer.from(text).toString('base64');
  if (!stdout.isTTY || data.length > most) return 'No clipboard is available. Use /save path to write a file.';
  stdout.write(`\u001b]52;c;${data}\u0007`);
  return `copied (${text.length} characters), if this terminal allows it`;
}

async function filled(command: string, args: readonly string[], text: string): Promise<boolean> {
  // Not imported, because the bundle replaces the module with a stub for the parser.
  const { spawn } = process.getBuiltinModule('node:child_process');
  const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.on('error', () => {});
  child.stdin.end(text);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code === 0;
  } catch {
    return false;
  }
}
