import { ConfigurationError } from '@rephysco/core';
import { redact } from '@rephysco/core/provider';
import type { CommonFlags } from '../commands/flags/target-flags.ts';
import { toVisibleJSON } from '../output/mark-invisible.ts';
import { type Output, silence } from '../terminal/output.ts';
import { type Terminal, withOther } from '../terminal/terminal.ts';
import { readConfigFile } from './config-file.ts';
import type { Sources } from './credentials.ts';
import { readEnvFile } from './env-file.ts';
import { readKeys } from './key-file.ts';
import { type Paths, pathsFor } from './paths.ts';
import { providers, setOwnProviders } from './providers.ts';
import { environmentLayer, type Layer, mergeLayers, type Settings } from './settings.ts';
import { isTrusted } from './trust.ts';

/** One run of the command line. */
export interface Invocation {
  /** Identifies the run in `--jsonl`. */
  readonly id: string;
  /** Start time, from `performance.now()`. */
  readonly started: number;
}

/** Environment of a command: the terminal, the settings, and the sources of keys. */
export interface Context extends Invocation {
  /** Terminal whose standard error never shows a key. */
  readonly terminal: Terminal;
  readonly paths: Paths;
  /** Settings of all layers, merged. */
  readonly settings: Partial<Settings>;
  /** Layers of settings: environment, project, user. */
  readonly layers: readonly Layer[];
  readonly sources: Sources;
  /** Returns a text without any key that this process knows. */
  redact(text: string): string;
  /** Writes a line of `--jsonl`. */
  line(type: string, fields?: object): void;
}

/** Creates the context of a command. @throws ConfigFileError for an invalid file, ConfigurationError for a variable */
export async function createContext(
  terminal: Terminal,
  invocation: Invocation,
  { envFile: useEnvFile = true, color = 'auto', quiet = false }: CommonFlags = {},
): Promise<Context> {
  const { env, cwd } = terminal;
  const paths = pathsFor(env);
  const project = await readConfigFile(cwd, 'rephysco');
  const user = await readConfigFile(paths.config, 'config');
  const layers: readonly Layer[] = [
    layerOf(env),
    ...(project ? [{ ...project, project: true }] : []),
    ...(user ? [user] : []),
  ];
  const trustedProject = project !== undefined && (await isTrusted(paths, cwd));
  setOwnProviders(layers.some(addsProviders) ? await ownProviders(layers, trustedProject, paths) : {});
  const names = Object.values(providers).flatMap(({ envKeys, envBaseURLs }) => [...envKeys, ...envBaseURLs]);
  const envFile = useEnvFile ? readEnvFile(cwd, names) : undefined;
  const keys = await readKeys(paths);
  const trusted = trustedProject || (envFile !== undefined && !project && (await isTrusted(paths, cwd)));
  const sources: Sources = { env, envFile, keys, paths, layers, trusted };
  const clean = (text: string): string => redact(text, secretsOf(sources));
  const stderr = redacting(terminal, clean);
  return {
    ...invocation,
    terminal: withOther(terminal, { stderr, notes: quiet ? silence : stderr, env: { ...env, ...colours[color] } }),
    paths,
    settings: mergeLayers(layers),
    layers,
    sources,
    redact: clean,
    line: (type, fields) => writeLine(terminal.stdout, invocation, type, fields, answers.has(type) ? undefined : clean),
  };
}

const addsProviders = ({ values, providers: settings = {} }: Layer): boolean =>
  values.plugins !== undefined || Object.values(settings).some(({ type }) => type !== undefined);

async function ownProviders(layers: readonly Layer[], trusted: boolean, paths: Paths) {
  const { readOwnProviders } = await import('./own-providers.ts');
  return readOwnProviders(layers, trusted, paths);
}

/** Environment variables for the values of `--color`, which override the real ones. */
const colours: Readonly<Record<'auto' | 'always' | 'never', Terminal['env']>> = {
  auto: {},
  always: { FORCE_COLOR: '1' },
  never: { FORCE_COLOR: '0' },
};

/** Writes a line of `--jsonl` with its type, the id of the run, and the milliseconds since its start. */
export function writeLine(
  stdout: Output,
  { id, started }: Invocation,
  type: string,
  fields: object = {},
  clean: (text: string) => string = (text) => text,
): void {
  const t = Math.round(performance.now() - started);
  stdout.write(`${clean(toVisibleJSON({ ...fields, type, id, t }))}\n`);
}

/**
 * Types of lines with text of the model. They are not redacted, because a word that looks like a key may be part of the
 * answer.
 */
const answers: ReadonlySet<string> = new Set(['delta', 'reasoning', 'tool-call', 'end']);

function layerOf(env: Terminal['env']): Layer {
  try {
    return environmentLayer(env);
  } catch (cause) {
    throw new ConfigurationError(`environment: ${(cause as Error).message}`, { cause });
  }
}

/** Returns standard error without any key. */
function redacting(terminal: Terminal, clean: (text: string) => string): Output {
  return {
    get isTTY() {
      return terminal.stderr.isTTY;
    },
    get columns() {
      return terminal.stderr.columns;
    },
    write: (text) => terminal.stderr.write(clean(text)),
  };
}

/** Returns every key that this process could send, from the environment, the `.env` and the key file. */
function secretsOf({ env, envFile, keys }: Sources): readonly string[] {
  const names = Object.values(providers).flatMap(({ envKeys }) => envKeys);
  const values = names.flatMap((name) => [env[name], envFile?.values[name]]);
  return [...values, ...Object.values(keys)].flatMap((value) => (value?.trim() ? [value.trim()] : []));
}

/** Returns a text without the keys of the environment, for failures before the context exists. */
export function redactFromEnvironment(text: string, env: Terminal['env']): string {
  const names = Object.values(providers).flatMap(({ envKeys }) => envKeys);
  return redact(
    text,
    names.map((name) => env[name]?.trim()),
  );
}
