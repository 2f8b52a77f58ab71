import { readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '@rephysco/core';
import type { Paths } from '../settings/paths.ts';

const folder = ({ state }: Paths): string => join(state, 'conversations');

/** Returns the file of a conversation. @throws ConfigurationError for a name that leaves the folder */
export function conversationFile(paths: Paths, id: string): string {
  if (/^[\w][\w.-]{0,99}$/.test(id)) return join(folder(paths), `${id}.jsonl`);
  throw new ConfigurationError(`'${id}' is no name of a conversation: letters, digits, dots, hyphens, underscores.`);
}

/** Returns the names of all conversations, the last used first. */
export function conversationIds(paths: Paths): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder(paths));
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => ({ name, used: usedAt(join(folder(paths), name)) }))
    .sort((one, other) => other.used - one.used)
    .map(({ name }) => name.slice(0, -'.jsonl'.length));
}

/** Returns a name for a new conversation. Names sort by time. */
export function newConversationId(): string {
  const time = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replaceAll(':', '')
    .replace('T', '-');
  return `${time}-${Math.random().toString(36).slice(2, 6)}`;
}

/** Marks a conversation as used, even without a message. `--continue` selects the last used one. */
export function noteUse(paths: Paths, id: string): void {
  const now = new Date();
  try {
    utimesSync(conversationFile(paths, id), now, now);
  } catch {
    // Another process removed the file in the meantime.
  }
}

function usedAt(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
