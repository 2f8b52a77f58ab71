import { type Completer, createInterface, type Interface } from 'node:readline';
import type { Output } from '../../terminal/output.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { createHistorySearch } from './history-search.ts';
import { createScreen, openKeyboard } from './keyboard.ts';
import { goesOn, type Line, type LineSource } from './line-source.ts';

/** Options of a line editor. */
export interface EditorOptions {
  /** Previously typed lines, newest first. */
  readonly history: readonly string[];
  readonly complete: Completer;
  /** Called for every line that should be kept in the history. */
  readonly onLine: (line: string) => void;
}

/** Creates a line editor with history, completion, multi-line messages, and pasted texts as one unit. */
export function createLineEditor(terminal: Terminal, output: Output, options: EditorOptions): LineSource {
  const pastes = createPastes();
  const typed: string[] = [...options.history];
  // Keys that are typed during an answer do not start a search.
  const keyboard = openKeyboard(terminal.stdin, output, pastes.add, (text) =>
    screen.muted ? text : search.keys(text),
  );
  const screen = createScreen(output);
  const editor = createInterface({
    input: keyboard.input,
    output: screen,
    terminal: true,
    history: [...options.history],
    historySize: 1000,
    removeHistoryDuplicates: true,
    completer: options.complete,
  });
  const search = createHistorySearch({
    history: () => typed,
    get: () => ({ prompt: editor.getPrompt(), line: editor.line }),
    show(text, line) {
      Object.assign(editor, { line, cursor: line.length });
      editor.setPrompt(text);
      editor.prompt(true);
    },
  });
  const waiting: ((line: Line) => void)[] = [];
  const early: Line[] = [];
  const earlier: string[] = [];
  let onInterrupt: (() => void) | undefined;
  const hand = (line: Line): void => {
    screen.muted = true;
    const reader = waiting.shift();
    if (reader) reader(line);
    else early.push(line);
  };
  const prompt = (text: string): void => {
    screen.muted = false;
    // Otherwise the editor would move up by the number of rows that it last drew, into the answer.
    Object.assign(editor, { prevRows: 0 });
    editor.setPrompt(text);
    editor.prompt(true);
  };
  editor.on('line', (line) => {
    if (goesOn(line)) {
      earlier.push(pastes.expand(line.slice(0, -1)));
      if (!screen.muted) prompt('… ');
      return;
    }
    if (line.trim() !== '' && !pastes.isIn(line)) {
      typed.unshift(line);
      options.onLine(line);
    }
    const text = [...earlier.splice(0), pastes.expand(line)].join('\n');
    hand({ type: 'text', text });
  });
  editor.on('SIGINT', () => {
    if (onInterrupt) return onInterrupt();
    earlier.splice(0);
    clearLine(editor);
    screen.write('\n');
    hand({ type: 'interrupt' });
  });
  editor.on('close', () => hand({ type: 'end' }));
  const stop = (): void => hand({ type: 'end' });
  terminal.signal.addEventListener('abort', stop, { once: true });
  return {
    interactive: true,
    async read(text) {
      const first = early.shift();
      if (first) {
        if (first.type === 'text') output.write(`${text}${first.text}\n`);
        return first;
      }
      prompt(text);
      return new Promise((resolve) => waiting.push(resolve));
    },
    whileBusy(listener) {
      onInterrupt = listener;
      return () => {
        onInterrupt = undefined;
      };
    },
    lend: (use) => keyboard.lend(use),
    close() {
      terminal.signal.removeEventListener('abort', stop);
      editor.removeAllListeners('close');
      screen.muted = true;
      editor.close();
      screen.destroy();
      keyboard.close();
    },
  };
}

/** Deletes the typed text. */
function clearLine(editor: Interface): void {
  editor.write('', { ctrl: true, name: 'e' });
  editor.write('', { ctrl: true, name: 'u' });
}

interface Pastes {
  /** Stores a pasted text of several lines and returns its placeholder. Returns a short text unchanged. */
  add(text: string): string;
  expand(line: string): string;
  isIn(line: string): boolean;
}

function createPastes(): Pastes {
  const texts = new Map<string, string>();
  return {
    add(pasted) {
      const text = pasted.replaceAll(/\r\n?/g, '\n').replace(/\n+$/, '');
      if (!text.includes('\n')) return text.replaceAll(/[\p{Cc}--\t]/gv, '').replaceAll('\t', ' ');
      const name = `[pasted ${text.split('\n').length} lines #${texts.size + 1}]`;
      texts.set(name, text);
      return name;
    },
    expand: (line) => [...texts].reduce((whole, [name, text]) => whole.replaceAll(name, () => text), line),
    isIn: (line) => [...texts.keys()].some((name) => line.includes(name)),
  };
}
