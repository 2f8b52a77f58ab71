import { inputLines } from '../../terminal/input-lines.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { goesOn, type Line, type LineSource } from './line-source.ts';

/**
 * Reads messages from standard input that is not a keyboard, one per line. A trailing backslash joins the next line.
 */
export function createPipedLines({ stdin, signal }: Terminal): LineSource {
  const lines = inputLines(stdin);
  const leave = (): unknown => stdin.destroy();
  signal.addEventListener('abort', leave, { once: true });
  const nextLine = async (): Promise<string | undefined> => {
    try {
      const { value, done } = await lines.next();
      return done ? undefined : value;
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  };
  return {
    interactive: false,
    async read(): Promise<Line> {
      const parts: string[] = [];
      for (let line = await nextLine(); line !== undefined; line = await nextLine()) {
        if (!goesOn(line)) return { type: 'text', text: [...parts, line].join('\n') };
        parts.push(line.slice(0, -1));
      }
      return parts.length > 0 ? { type: 'text', text: parts.join('\n') } : { type: 'end' };
    },
    whileBusy: () => () => {},
    lend: (use) => use(),
    close() {
      signal.removeEventListener('abort', leave);
      stdin.destroy();
    },
  };
}
