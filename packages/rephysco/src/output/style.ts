import { styleText } from 'node:util';
import type { Output } from '../terminal/output.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** How a text may look. */
type Format = Parameters<typeof styleText>[0];

/** Whether to colour what goes to one stream: only a screen, and not against NO_COLOR; FORCE_COLOR decides all. */
export function coloured(output: Pick<Output, 'isTTY'>, env: Terminal['env']): boolean {
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return output.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** Gives texts for one stream a look, where that stream takes colours. */
export function createStyle(
  output: Pick<Output, 'isTTY'>,
  env: Terminal['env'],
): (format: Format, text: string) => string {
  const on = coloured(output, env);
  return (format, text) => (on ? styleText(format, text, { validateStream: false }) : text);
}
