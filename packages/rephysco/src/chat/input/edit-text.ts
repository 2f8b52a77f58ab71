import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '@rephysco/core';
import { decodeText } from '../../decode-text.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import type { LineSource } from './line-source.ts';

/** Opens a text in `$VISUAL` or `$EDITOR` and returns the result. @throws ConfigurationError if the editor fails */
export async function editText(text: string, { env }: Terminal, lines: LineSource): Promise<string> {
  const { mkdtemp, readFile, rm, writeFile } = await import('node:fs/promises');
  const editor = env.VISUAL || env.EDITOR || 'vi';
  const folder = await mkdtemp(join(tmpdir(), 'rephysco-'));
  const file = join(folder, 'message.md');
  try {
    await writeFile(file, text, { mode: 0o600 });
    await lines.lend(() => runEditor(editor, file));
    return decodeText(await readFile(file), 'The message').text;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The variable may contain arguments, which a shell splits. */
async function runEditor(editor: string, file: string): Promise<void> {
  // Not imported, because the bundle replaces the module with a stub for the parser.
  const { spawn } = process.getBuiltinModule('node:child_process');
  const child =
    process.platform === 'win32'
      ? spawn(editor, [file], { stdio: 'inherit', shell: true })
      : spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], { stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new ConfigurationError(`The editor '${editor}' ended with code ${code}; set $EDITOR.`);
}
