import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Completer } from 'node:readline';
import { listProviders } from '@rephysco/core';
import { providers } from '../../settings/providers.ts';
import { settingNames } from '../../settings/settings.ts';
import { commandNames } from '../commands.ts';
import type { Session } from '../session.ts';

/** Completes commands and their arguments: models, providers, settings and paths. */
export function completeFor(session: Session): Completer {
  return (line) => {
    const [, command, value = ''] = /^\/(\S+)\s+(.*)$/.exec(line) ?? [];
    if (command === undefined) {
      const names = line.startsWith('/') ? commandNames.map((name) => `/${name} `) : [];
      return [names.filter((name) => name.startsWith(line)), line];
    }
    return [valuesFor(command, value, session).filter((each) => each.startsWith(value)), value];
  };
}

function valuesFor(command: string, value: string, { client, provider, context }: Session): readonly string[] {
  switch (command) {
    case 'provider':
      return Object.keys(providers);
    case 'model':
      return modelsOf(provider, client.model);
    case 'set':
      return settingNames.map((name) => `${name} `);
    case 'attach':
    case 'save':
      return pathsAt(value, context.terminal.cwd);
    default:
      return [];
  }
}

/** Returns the model names in the provider's table. */
function modelsOf(provider: string, model: string): readonly string[] {
  const definition = listProviders().find(({ name }) => name === provider);
  return [...new Set([model, ...Object.values(definition?.models ?? {}).map(({ id }) => id)])];
}

function pathsAt(value: string, cwd: string): readonly string[] {
  const folder = value.endsWith('/') ? value : dirname(value);
  try {
    const names = readdirSync(join(value.startsWith('/') ? '' : cwd, folder), { withFileTypes: true });
    const prefix = value.endsWith('/') ? value : value.slice(0, value.length - basename(value).length);
    return names.map((entry) => `${prefix}${entry.name}${entry.isDirectory() ? '/' : ''}`);
  } catch {
    return [];
  }
}
