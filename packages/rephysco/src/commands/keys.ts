import { ConfigurationError } from '@rephysco/core';
import type { Command } from 'commander';
import { table } from '../output/table.ts';
import { providerNamed } from '../settings/choose.ts';
import type { Context } from '../settings/context.ts';
import { maskKey } from '../settings/credentials.ts';
import { keyFilePath, readKeys, writeKeys } from '../settings/key-file.ts';
import { providers } from '../settings/providers.ts';
import { readHidden } from '../terminal/hidden-entry.ts';
import { pipedText, readStandardInput } from '../terminal/prompt-input.ts';
import type { Run } from './command.ts';
import { addPath } from './flags/path-command.ts';
import { withCommon } from './flags/target-flags.ts';

/** Defines `keys`. */
export function addKeys(keys: Command, run: Run): void {
  withCommon(keys.command('list', { isDefault: true }).description('list the providers with a stored key')).action(
    (flags) => run(flags, listKeys),
  );
  withCommon(
    keys.command('set').description('store a key, typed without echo or piped in').argument('<provider>'),
  ).action((name: string, flags) => run(flags, (context) => setKey(name, context)));
  withCommon(keys.command('rm').description('remove a stored key').argument('<provider>')).action(
    (name: string, flags) => run(flags, (context) => removeKey(name, context)),
  );
  addPath(keys, run, ({ paths }) => keyFilePath(paths));
}

/**
 * Stores a key that is typed without echo or piped in. It is never an argument, because other users could read it
 * there.
 */
export async function setKey(name: string, context: Context): Promise<number> {
  const { terminal, paths } = context;
  const provider = providerNamed(name);
  if (providers[provider]?.envKeys.length === 0) throw new ConfigurationError(`${provider} needs no key.`);
  const key = terminal.stdin.isTTY
    ? await readHidden(`key for ${provider} (it is not shown): `, terminal)
    : pipedText(await readStandardInput(terminal), terminal);
  if (!/^[!-~]{8,}$/.test(key.trim())) {
    throw new ConfigurationError(
      'The text is not a key, which has at least 8 characters, no spaces and no line breaks. Nothing was stored.',
    );
  }
  writeKeys(paths, { ...(await readKeys(paths)), [provider]: key.trim() });
  terminal.notes.write(`Stored the key for ${provider} in ${keyFilePath(paths)}. Only you can read it.\n`);
  return 0;
}

/** Lists the providers with a stored key. */
export async function listKeys({ terminal, paths }: Context): Promise<number> {
  const entries = Object.entries(await readKeys(paths));
  terminal.stdout.write(
    table(
      entries.map(([provider, key]) => [provider, maskKey(key)]),
      terminal.stdout,
    ),
  );
  if (entries.length === 0) terminal.notes.write('No key is stored. `rephysco providers list` shows all sources.\n');
  return 0;
}

/** Removes a stored key. @throws ConfigurationError if there is none */
export async function removeKey(name: string, { terminal, paths }: Context): Promise<number> {
  const provider = providerNamed(name);
  const { [provider]: key, ...rest } = await readKeys(paths);
  if (key === undefined) throw new ConfigurationError(`No key for ${provider} is stored in ${keyFilePath(paths)}.`);
  writeKeys(paths, rest);
  terminal.notes.write(`Removed the key for ${provider}.\n`);
  return 0;
}
