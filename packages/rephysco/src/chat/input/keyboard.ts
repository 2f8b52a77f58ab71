import { PassThrough, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Output } from '../../terminal/output.ts';
import type { Keyboard } from '../../terminal/terminal.ts';
import { bracketedPaste, createKeyReader, type Keys } from './paste.ts';

/** Milliseconds to wait for the rest of a cut marker, short enough that the Escape key feels immediate. */
const patience = 30;

/** Keyboard for a line editor, without pasted texts. */
export interface FilteredKeyboard {
  readonly input: PassThrough;
  /** Releases the keyboard to another program while `use` runs. */
  lend<Value>(use: () => Promise<Value>): Promise<Value>;
  close(): void;
}

/**
 * Puts the keyboard into raw mode with bracketed paste and removes pasted texts from the keys.
 *
 * @param onPaste returns the text that the editor receives instead of a pasted text
 * @param onKeys returns the keys that the editor receives
 */
export function openKeyboard(
  stdin: Keyboard,
  output: Output,
  onPaste: (text: string) => string,
  onKeys: (text: string) => string = (text) => text,
): FilteredKeyboard {
  const reader = createKeyReader();
  const decoder = new StringDecoder('utf8');
  const input = Object.assign(new PassThrough(), { setRawMode: (raw: boolean) => stdin.setRawMode?.(raw) });
  let timer: NodeJS.Timeout | undefined;
  const handOn = (all: readonly Keys[]): void => {
    for (const { type, text } of all) {
      const passed = type === 'paste' ? onPaste(text) : withNewlineKey(onKeys(text));
      if (passed !== '') input.write(passed);
    }
  };
  const hear = (data: Buffer | string): void => {
    clearTimeout(timer);
    handOn(reader.read(typeof data === 'string' ? data : decoder.write(data)));
    if (reader.waiting) timer = setTimeout(() => handOn(reader.flush()), patience);
  };
  const leave = (): unknown => input.end();
  const restore = (): void => {
    stdin.setRawMode?.(false);
    output.write(bracketedPaste.off);
  };
  const take = (): void => {
    stdin.on('data', hear);
    stdin.setRawMode?.(true);
    output.write(bracketedPaste.on);
  };
  const give = (): void => {
    stdin.off('data', hear).pause();
    restore();
  };
  stdin.once('end', leave);
  // The terminal must be restored for the shell, however the process ends.
  process.once('exit', restore);
  take();
  return {
    input,
    async lend(use) {
      give();
      try {
        return await use();
      } finally {
        take();
        stdin.resume();
      }
    },
    close() {
      clearTimeout(timer);
      stdin.off('end', leave);
      process.off('exit', restore);
      give();
    },
  };
}

/** End of line, backslash, Enter. */
const newline = '\u0005\\\r';

/** Alt+Enter continues the message on a new line, like a backslash at the end of a line. */
function withNewlineKey(text: string): string {
  return text.replaceAll('\u001b\r', newline).replaceAll('\u001b\n', newline);
}

/** Output of a line editor. */
export type Screen = Writable & { muted: boolean };

/** Creates a screen that can be muted, so that typed text is not mixed into an answer. */
export function createScreen(output: Output): Screen {
  const look = { muted: false };
  const screen = new Writable({
    decodeStrings: false,
    write(text: string, _, done) {
      if (!look.muted) output.write(String(text));
      done();
    },
  });
  const resized = (): boolean => screen.emit('resize');
  output.on?.('resize', resized);
  screen.once('close', () => output.off?.('resize', resized));
  return Object.defineProperties(screen, {
    columns: { get: () => output.columns ?? 80 },
    isTTY: { value: true },
    muted: {
      get: () => look.muted,
      set(muted: boolean) {
        look.muted = muted;
      },
    },
  }) as Screen;
}
