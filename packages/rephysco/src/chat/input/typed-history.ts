import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tryDecodeText } from '../../decode-text.ts';
import { writePrivate } from '../../settings/config-file.ts';
import type { Paths } from '../../settings/paths.ts';

/** Lines that were typed in earlier chats. */
export interface TypedHistory {
  /** Lines, newest first. */
  readonly lines: readonly string[];
  add(line: string): void;
}

const most = 1000;

/** Opens the file of typed lines. Only its owner can read it. File errors never disturb a chat. */
export function openTypedHistory(paths: Paths): TypedHistory {
  const path = join(paths.state, 'chat-history');
  const lines = read(path);
  if (lines.length > 2 * most) attempt(() => writePrivate(path, `${lines.slice(-most).join('\n')}\n`));
  return {
    lines: lines.slice(-most).reverse(),
    add(line) {
      attempt(() => (lines.length === 0 ? writePrivate(path, `${line}\n`) : appendFileSync(path, `${line}\n`)));
      lines.push(line);
    },
  };
}

function read(path: string): string[] {
  try {
    return (tryDecodeText(readFileSync(path)) ?? '').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

function attempt(write: () => void): void {
  try {
    write();
  } catch {
    // A full disk loses the history but does not stop the chat.
  }
}
