import type { Context } from '../settings/context.ts';
import { findKey, maskKey } from '../settings/credentials.ts';
import { providers } from '../settings/providers.ts';
import { version } from '../version.ts';

/** Prints the start page: a description, the available keys, and commands that work now. */
export async function home({ sources, terminal }: Context): Promise<number> {
  const rows = Object.entries(providers).filter(([, { envKeys }]) => envKeys.length > 0);
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, { envKeys }]) => {
    const key = findKey(name, sources);
    const status = key ? `key ${maskKey(key.value)}, ${key.name} from ${key.source}` : `no key (set ${envKeys[0]})`;
    return `  ${name.padEnd(width)}  ${status}`;
  });
  terminal.stdout.write(`rephysco ${version}: one client for many large language models.

${lines.join('\n')}

These work now, without a key:
  rephysco generate -p sim "Why is the sky blue?"
  rephysco chat -p sim
  git log -3 | rephysco generate -p sim "Summarise this"

Keys: rephysco keys set openai. All commands: rephysco --help. Something odd: rephysco doctor.
`);
  return 0;
}
