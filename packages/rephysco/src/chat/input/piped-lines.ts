import { createInterface } from 'node:readline';
import type { Terminal } from '../../terminal/terminal.ts';
import { goesOn, type Line, type LineSource } from './line-source.ts';

/** The lines of standard input where no person types: each is a message; a backslash at its end joins the next one. */
export function createPipedLines({ stdin, signal }: Terminal): LineSource {
  const reader = createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY });
  const lines = reader[Symbol.asyncIterator]();
  const leave = (): void => reader.close();
  signal.addEventListener('abort', leave, { once: true });
  return {
    interactive: false,
    async read(): Promise<Line> {
      const parts: string[] = [];
      for (let next = await lines.next(); !next.done; next = await lines.next()) {
        if (!goesOn(next.value)) return { type: 'text', text: [...parts, next.value].join('\n') };
        parts.push(next.value.slice(0, -1));
      }
      return parts.length > 0 ? { type: 'text', text: parts.join('\n') } : { type: 'end' };
    },
    whileBusy: () => () => {},
    lend: (use) => use(),
    close() {
      signal.removeEventListener('abort', leave);
      reader.close();
    },
  };
}
