import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The folders of the command line. */
export interface Paths {
  /** `config.json` or `config.toml`, `keys.json`. */
  readonly config: string;
  /** Conversations, what was typed, trusted folders. */
  readonly state: string;
  readonly cache: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Folders by the XDG Base Directory Specification, on macOS too; on Windows below `%APPDATA%` and `%LOCALAPPDATA%`.
 * `REPHYSCO_HOME` puts all of them into one folder. Relative paths do not count, as the specification has it.
 */
export function pathsFor(env: Env, platform: string = process.platform): Paths {
  const own = env.REPHYSCO_HOME?.trim();
  if (own) return { config: own, state: join(own, 'state'), cache: join(own, 'cache') };
  const home = env.HOME || homedir();
  const folder = (variable: string, ...otherwise: readonly string[]): string => {
    const asked = env[variable] ?? '';
    return join(isAbsolute(asked) ? asked : join(home, ...otherwise), 'rephysco');
  };
  if (platform === 'win32') {
    const local = folder('LOCALAPPDATA', 'AppData', 'Local');
    return {
      config: folder('APPDATA', 'AppData', 'Roaming'),
      state: join(local, 'state'),
      cache: join(local, 'cache'),
    };
  }
  return {
    config: folder('XDG_CONFIG_HOME', '.config'),
    state: folder('XDG_STATE_HOME', '.local', 'state'),
    cache: folder('XDG_CACHE_HOME', '.cache'),
  };
}
