import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { schema } from '../output/json-output.ts';
import { table } from '../output/table.ts';
import type { Context } from '../settings/context.ts';
import { findBaseURL, findKey, isLured, maskKey } from '../settings/credentials.ts';
import { keyFilePath } from '../settings/key-file.ts';
import { providers } from '../settings/providers.ts';
import { version } from '../version.ts';
import type { Run } from './command.ts';
import { withCommon } from './flags/target-flags.ts';

/** Defines `doctor`. */
export function addDoctor(command: Command, run: Run): void {
  withCommon(command)
    .option('--json', 'print one JSON object')
    .action((flags) => run(flags, (context) => doctor(flags, context)));
}

/** Result of one check. */
interface Finding {
  readonly what: string;
  readonly found: string;
  /** Description of the problem, if there is one. */
  readonly problem?: string;
}

/** Checks everything that calls depend on, without sending a request. @returns 1 if there is a problem */
export function doctor({ json }: { readonly json?: boolean }, context: Context): number {
  const findings = [...surroundings(context), ...files(context), ...keys(context)];
  const problems = findings.flatMap(({ problem }) => (problem ? [problem] : []));
  const { stdout } = context.terminal;
  if (json) stdout.write(`${context.redact(JSON.stringify({ schema, findings, problems }))}\n`);
  else {
    stdout.write(
      context.redact(
        table(
          findings.map(({ what, found }) => [what, found]),
          stdout,
        ),
      ),
    );
    stdout.write(
      problems.length > 0 ? `\n${problems.map((text) => `problem: ${text}\n`).join('')}` : '\nno problems found\n',
    );
  }
  return problems.length > 0 ? 1 : 0;
}

function surroundings({ terminal: { env } }: Context): readonly Finding[] {
  const names = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'NO_PROXY', 'no_proxy'];
  const set = names.flatMap((name) => (env[name] ? [`${name}=${withoutPassword(env[name])}`] : []));
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const old = major < 22 || (major === 22 && minor < 12);
  return [
    { what: 'rephysco', found: version },
    { what: 'node', found: process.versions.node, ...(old && { problem: 'Node 22.12 or later is needed.' }) },
    { what: 'proxy', found: set.join(' ') || 'none' },
  ];
}

function files({ paths, sources, layers, terminal }: Context): readonly Finding[] {
  const { envFile, trusted } = sources;
  const path = join(terminal.cwd, '.env');
  const taken = Object.keys(envFile?.values ?? {}).filter((name) => !terminal.env[name]?.trim());
  const shadowed = Object.keys(envFile?.values ?? {}).filter((name) => terminal.env[name]?.trim());
  const parts = [
    taken.length > 0 ? `sets ${taken.join(', ')}` : 'sets nothing',
    ...(shadowed.length > 0 ? [`exported variables override its ${shadowed.join(', ')}`] : []),
  ];
  const configs = layers.flatMap(({ origin }) => (origin === 'environment' ? [] : [origin]));
  const keyFile = keyFilePath(paths);
  return [
    { what: '.env', found: envFile ? `${path} ${parts.join('; ')}` : `none in ${terminal.cwd}` },
    { what: 'project', found: trusted ? 'trusted' : 'not trusted with your own keys' },
    { what: 'settings', found: configs.join(', ') || `none (${join(paths.config, 'config.json')} does not exist)` },
    { what: 'keys', found: existsSync(keyFile) ? `${keyFile} (${modeOf(keyFile)})` : 'none stored with `keys set`' },
    { what: 'cache', found: paths.cache },
    { what: 'conversations', found: join(paths.state, 'conversations') },
  ];
}

function keys({ sources }: Context): readonly Finding[] {
  return Object.entries(providers).map(([name, { envKeys }]) => {
    const key = findKey(name, sources);
    const url = findBaseURL(name, sources);
    const others = envKeys.filter((each) => each !== key?.name && sources.env[each]?.trim());
    const also = others.length > 0 ? `, overrides ${others.join(', ')}` : '';
    const none = envKeys.length === 0 ? 'needs no key' : `no key (${envKeys.join(' or ')})`;
    const status = key ? `key ${maskKey(key.value)}, ${key.name} from ${key.source}${also}` : none;
    const lured = isLured(key, url, sources.trusted);
    const problem = `${url?.source} would send your key of ${name} to ${url?.value}: see rephysco config trust`;
    return {
      what: name,
      found: `${status}${url ? `; at ${url.value}, ${url.name} from ${url.source}` : ''}`,
      ...(lured && { problem }),
    };
  });
}

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//…@');
}
