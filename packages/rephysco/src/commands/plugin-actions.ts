import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, listProviders } from '@rephysco/core';
import { changeSetting } from '../settings/change-setting.ts';
import type { Context } from '../settings/context.ts';
import { loadPlugin, pluginFolder } from '../settings/plugins.ts';

function ownPlugins({ layers }: Context): readonly string[] {
  return layers.filter(({ project }) => !project).flatMap(({ values }) => values.plugins ?? []);
}

/** Prints the plugins of this user, one per line. */
export function listPlugins(context: Context): number {
  const list = ownPlugins(context);
  context.terminal.stdout.write(list.map((name) => `${name}\n`).join(''));
  if (list.length === 0)
    context.terminal.notes.write('No plugin is installed. Add one: rephysco plugins add <package>\n');
  return 0;
}

/**
 * Installs a package with npm, imports it, and adds it to the settings.
 *
 * @param spec package as npm accepts it: a name, a name with a version, a folder or a tarball
 * @throws ConfigurationError if npm fails or the package registers no provider; the settings do not change then
 */
export async function addPlugin(spec: string, context: Context): Promise<number> {
  const { paths, terminal } = context;
  const folder = pluginFolder(paths);
  const name = await install(spec, folder);
  const before = listProviders().length;
  await loadPlugin(name, paths);
  const added = listProviders().slice(before);
  if (added.length === 0) throw new ConfigurationError(`'${name}' registers no provider, so it is not a plugin.`);
  const list = [...new Set([...ownPlugins(context), name])];
  await changeSetting('plugins', paths, () => list);
  terminal.notes.write(`Added ${name} with the provider ${added.map((each) => each.name).join(', ')}.\n`);
  return 0;
}

/** Removes a plugin from the settings. The installed package stays. @throws ConfigurationError for an unknown name */
export async function removePlugin(name: string, context: Context): Promise<number> {
  const list = ownPlugins(context);
  if (!list.includes(name))
    throw new ConfigurationError(`Unknown plugin '${name}'. Plugins are: ${list.join(', ') || 'none'}.`);
  const rest = list.filter((each) => each !== name);
  await changeSetting('plugins', context.paths, () => (rest.length > 0 ? rest : undefined));
  context.terminal.notes.write(`Removed ${name}.\n`);
  return 0;
}

/** Installs a package and returns its name. npm runs no scripts of the package. */
async function install(spec: string, folder: string): Promise<string> {
  const { execFile } = await import('node:child_process');
  const { readFileSync } = process.getBuiltinModule('node:fs');
  const manifest = join(folder, 'package.json');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const before = dependenciesOf(manifest);
  if (Object.keys(before).length === 0) writeFileSync(manifest, '{ "private": true }\n');
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save', spec];
  await new Promise<void>((done, fail) => {
    execFile('npm', args, { cwd: folder, shell: process.platform === 'win32' }, (error, _, stderr) => {
      if (!error) return done();
      fail(new ConfigurationError(`npm could not install '${spec}': ${stderr.trim().split('\n')[0] ?? error.message}`));
    });
  });
  const after = dependenciesOf(manifest);
  const name = Object.keys(after).find((each) => before[each] !== after[each]) ?? spec;
  if (!Object.hasOwn(after, name)) throw new ConfigurationError(`npm did not add '${spec}' to ${manifest}.`);
  return name;

  function dependenciesOf(path: string): Readonly<Record<string, string>> {
    try {
      return (JSON.parse(readFileSync(path, 'utf8')) as { dependencies?: Record<string, string> }).dependencies ?? {};
    } catch {
      return {};
    }
  }
}
