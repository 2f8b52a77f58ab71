import { readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '@rephysco/core';
import type { Paths } from '../settings/paths.ts';

const folder = ({ state }: Paths): string => join(state, 'conversations');

/** The file of a conversation. @throws ConfigurationError for a name that would leave the folder */
export function conversationFile(paths: Paths, id: string): string {
  if (/^[\w][\w.-]{0,99}$/.test(id)) return join(folder(paths), `${id}.jsonl`);
  throw new ConfigurationError(`'${id}' is no name of a conversation: letters, digits, dots, hyphens, underscores.`);
}

/** The names of all conversations, the one that was used last first. */
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

/** A name for a new conversation, which sorts by time. */
export function newConversationId(): string {
  const time = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replaceAll(':', '')
    .replace('T', '-');
  return `${time}-${Math.random().toString(36).slice(2, 6)}`;
}

/** Notes that a conversation was used, also where nothing was said in it: `--continue` goes by use, not by age. */
export function noteUse(paths: Paths, id: string): void {
  const now = new Date();
  try {
    utimesSync(conversationFile(paths, id), now, now);
  } catch {
    // Somebody removed it meanwhile.
  }
}

function usedAt(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
