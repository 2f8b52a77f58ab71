import { styleText } from 'node:util';
import type { Output } from '../terminal/output.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Style of a text. */
type Format = Parameters<typeof styleText>[0];

/** Returns `true` if output to a stream is coloured: on a terminal without NO_COLOR. FORCE_COLOR overrides both. */
export function coloured(output: Pick<Output, 'isTTY'>, env: Terminal['env']): boolean {
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return output.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** Returns a function that styles texts if the stream supports colours. */
export function createStyle(
  output: Pick<Output, 'isTTY'>,
  env: Terminal['env'],
): (format: Format, text: string) => string {
  const on = coloured(output, env);
  return (format, text) => (on ? styleText(format, text, { validateStream: false }) : text);
}
