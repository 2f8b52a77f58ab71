import { once } from 'node:events';
import type { Terminal } from '../terminal/terminal.ts';

/** Programs that fill a clipboard, and what tells that they can. */
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

/** Most bytes that terminals take by OSC 52, in base64. */
const most = 74_994;

/** Puts a text into the clipboard, by the system's own program or else through the terminal, and says how. */
export async function copy(text: string, { stdout, env }: Terminal): Promise<string> {
  const program = programs.find(([, , fits]) => fits(env));
  if (program && (await filled(program[0], program[1], text))) return `copied (${text.length} characters)`;
  const data = Buffer.from(text).toString('base64');
  if (!stdout.isTTY || data.length > most) return 'There is no clipboard here; /save path writes a file.';
  stdout.write(`\u001b]52;c;${data}\u0007`);
  return `copied (${text.length} characters), if this terminal lets programs do so`;
}

async function filled(command: string, args: readonly string[], text: string): Promise<boolean> {
  // Not imported: in the bundle another module stands in its place, for the parser's sake.
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
