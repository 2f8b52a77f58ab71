/** Edited line, as the search sees and changes it. */
export interface SearchedLine {
  /** Returns previously typed lines, newest first. */
  history(): readonly string[];
  get(): { readonly prompt: string; readonly line: string };
  show(prompt: string, line: string): void;
}

/** Search in the history, with the keys of bash. */
export interface HistorySearch {
  /** Processes the keys of a search and returns all other keys. Ctrl-R starts a search. */
  keys(text: string): string;
}

const ctrlR = '\u0012';
const cancelling: ReadonlySet<string> = new Set(['\u0003', '\u0007']);
const erasing: ReadonlySet<string> = new Set(['\u0008', '\u007f']);

interface State {
  readonly before: { readonly prompt: string; readonly line: string };
  query: string;
  /** Index of the match in the history, or -1 without a match. */
  place: number;
}

/**
 * Creates a search in the history. Ctrl-R again finds an older line. Ctrl-C or Ctrl-G restores the original line. Any
 * other editing key or Enter keeps the match.
 */
export function createHistorySearch(line: SearchedLine): HistorySearch {
  let state: State | undefined;
  const find = (from: number): void => {
    if (!state) return;
    const { query } = state;
    const found = line.history().findIndex((each, index) => index >= from && query !== '' && each.includes(query));
    if (found >= 0 || from === 0) state.place = found;
    const match = line.history()[state.place] ?? '';
    const failed = query !== '' && found < 0 ? 'failed ' : '';
    line.show(`(${failed}search) ${query}: `, match);
  };
  const stop = (kept: string): void => {
    if (state) line.show(state.before.prompt, kept);
    state = undefined;
  };
  /** Returns `true` if the key belongs to the search. */
  const takes = (key: string): boolean => {
    if (!state) {
      if (key !== ctrlR) return false;
      state = { before: line.get(), query: '', place: -1 };
      find(0);
    } else if (key === ctrlR) find(state.place + 1);
    else if (cancelling.has(key)) stop(state.before.line);
    else if (erasing.has(key)) {
      state.query = [...state.query].slice(0, -1).join('');
      find(0);
    } else if (/^\p{Cc}/u.test(key)) {
      stop(line.history()[state.place] ?? state.before.line);
      return false;
    } else {
      state.query += key;
      find(0);
    }
    return true;
  };
  return {
    keys(text) {
      let rest = '';
      const characters = [...text];
      for (const [index, key] of characters.entries()) {
        // An escape sequence counts as one key.
        if (key === '\u001b') {
          const sequence = characters.slice(index).join('');
          return takes(sequence) ? rest : rest + sequence;
        }
        if (!takes(key)) rest += key;
      }
      return rest;
    },
  };
}
