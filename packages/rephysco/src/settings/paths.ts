import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Folders of the command line. */
export interface Paths {
  /** Folder of `config.json` or `config.toml`, and of `keys.json`. */
  readonly config: string;
  /** Folder of conversations, typed lines and trusted folders. */
  readonly state: string;
  readonly cache: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Returns the folders by the XDG Base Directory Specification, on macOS too. On Windows they are below `%APPDATA%` and
 * `%LOCALAPPDATA%`. `REPHYSCO_HOME` sets one folder for all. Relative paths are ignored, as the specification requires.
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
