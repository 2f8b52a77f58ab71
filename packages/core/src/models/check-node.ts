import { ConfigurationError } from '../contract/errors.ts';

/**
 * Checks the version of Node.js. Other runtimes, such as Bun and Deno, are accepted.
 *
 * @param versions versions of the runtime, as in `process.versions`
 * @throws ConfigurationError for a Node.js version before 22.12
 */
export function checkNode(versions: Readonly<Record<string, string | undefined>>): void {
  const { node, bun, deno } = versions;
  if (node === undefined || bun !== undefined || deno !== undefined) return;
  const [major = 0, minor = 0] = node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return;
  throw new ConfigurationError(
    `Rephysco needs Node.js 22.12 or later, and this is Node.js ${node}. Install a newer one from https://nodejs.org.`,
  );
}
