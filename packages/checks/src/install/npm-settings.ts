import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Lets all child processes trust the certificates of npm's setting `cafile`, if the environment names none. npm reads the
 * setting from a file beside its Node.js, which another Node.js does not find.
 */
export async function trustCertificates(): Promise<void> {
  if (process.env.NODE_EXTRA_CA_CERTS) return;
  const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'cafile']);
  const file = stdout.trim();
  if (file !== '' && file !== 'null') process.env.NODE_EXTRA_CA_CERTS = file;
}

/** Returns the environment in which npm reads the settings of this machine, such as its registry. */
export function npmSettings(folder: string): Readonly<Record<string, string>> {
  const global = process.env.npm_config_globalconfig;
  return { HOME: process.env.HOME ?? folder, ...(global !== undefined && { npm_config_globalconfig: global }) };
}
