import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '@rephysco/conformance/free-port';
import { runIn } from './execute.ts';
import { npmSettings } from './npm-settings.ts';
import type { Tools } from './tools.ts';

/** Local npm registry on the loopback interface. */
export interface Registry extends AsyncDisposable {
  readonly url: string;
  /**
   * Publishes a tarball with npm.
   *
   * @returns the warnings of npm about the manifest
   */
  publish(tarball: string): Promise<readonly string[]>;
}

/**
 * Starts verdaccio. It serves packages of this repository and names that start with `rephysco-` only if they were
 * published to it. It fetches all other packages from the registry in npm's settings.
 */
export async function startRegistry(tools: Tools, folder: string): Promise<Registry> {
  await mkdir(folder, { recursive: true });
  const { stdout: upstream } = await runIn(
    { cwd: folder, env: npmSettings(folder) },
    'npm',
    'config',
    'get',
    'registry',
  );
  const local = { access: '$all', publish: '$all' };
  const config = {
    storage: join(folder, 'storage'),
    web: { enable: false },
    uplinks: { npm: { url: upstream.trim(), maxage: '60m', timeout: '60s', max_fails: 20 } },
    packages: { '@rephysco/*': local, rephysco: local, 'rephysco-*': local, '**': { access: '$all', proxy: 'npm' } },
    max_body_size: '100mb',
    log: { type: 'stdout', format: 'json', level: 'warn' },
  };
  // The configuration is JSON, because JSON is a subset of YAML.
  await writeFile(join(folder, 'config.yaml'), JSON.stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  const args = [tools.file('verdaccio/bin/verdaccio'), '--config', join(folder, 'config.yaml'), '--listen', address];
  const server = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  server.stderr.on('data', (data) => output.push(String(data)));
  await new Promise<void>((resolve, reject) => {
    const lines = createInterface(server.stdout);
    lines.on('line', (line) => (line.includes('http address') ? resolve() : output.push(line)));
    server.once('exit', () => reject(new Error(`verdaccio did not start:\n${output.join('\n')}`)));
  });
  const url = `http://${address}/`;
  return {
    url,
    async publish(tarball) {
      const token = `--//${address}/:_authToken=made-up`;
      const env = { HOME: folder, npm_config_cache: join(folder, 'npm') };
      const { stderr } = await runIn({ cwd: folder, env }, 'npm', 'publish', tarball, '--registry', url, token);
      return stderr.split('\n').filter((line) => line.startsWith('npm warn'));
    },
    async [Symbol.asyncDispose]() {
      const exit = once(server, 'exit');
      server.kill();
      await exit;
    },
  };
}
