import { ConfigurationError } from '@rephysco/core';
import { providerNamed } from '../choose.ts';
import type { Context } from '../context.ts';
import { maskKey } from '../credentials.ts';
import { readHidden } from '../hidden-entry.ts';
import { keyFilePath, readKeys, writeKeys } from '../key-file.ts';
import { pipedText, readStandardInput } from '../prompt-input.ts';
import { providers } from '../providers.ts';
import { table } from '../table.ts';

/** Keeps a key, which is typed unseen or piped in; it never stands in the arguments, where others could read it. */
export async function setKey(name: string, context: Context): Promise<number> {
  const { terminal, paths } = context;
  const provider = providerNamed(name);
  if (providers[provider]?.envKeys.length === 0) throw new ConfigurationError(`${provider} needs no key.`);
  const key = terminal.stdin.isTTY
    ? await readHidden(`key for ${provider} (it is not shown): `, terminal)
    : pipedText(await readStandardInput(terminal), terminal);
  if (!/^[!-~]{8,}$/.test(key.trim())) {
    throw new ConfigurationError('That is no key: at least 8 characters, no spaces, no line breaks. Nothing was kept.');
  }
  writeKeys(paths, { ...(await readKeys(paths)), [provider]: key.trim() });
  terminal.notes.write(`The key for ${provider} is kept in ${keyFilePath(paths)}, for you only.\n`);
  return 0;
}

/** Lists for which providers a key is kept. */
export async function listKeys({ terminal, paths }: Context): Promise<number> {
  const entries = Object.entries(await readKeys(paths));
  terminal.stdout.write(table(entries.map(([provider, key]) => [provider, maskKey(key)])));
  if (entries.length === 0) terminal.notes.write('No key is kept here. `rephysco providers list` shows all sources.\n');
  return 0;
}

/** Forgets a key. @throws ConfigurationError where there is none */
export async function removeKey(name: string, { terminal, paths }: Context): Promise<number> {
  const provider = providerNamed(name);
  const { [provider]: key, ...rest } = await readKeys(paths);
  if (key === undefined) throw new ConfigurationError(`No key for ${provider} is kept in ${keyFilePath(paths)}.`);
  writeKeys(paths, rest);
  terminal.notes.write(`The key for ${provider} is forgotten.\n`);
  return 0;
}
