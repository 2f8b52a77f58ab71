import { lexer } from 'marked';

/** Splits growing Markdown into finished blocks. */
export interface BlockCutter {
  /** Adds a text and returns the blocks that it finishes. */
  write(piece: string): readonly string[];
  /** Returns the remaining blocks. */
  end(): readonly string[];
}

const fence = /^ {0,3}(`{3,}|~{3,})/;

/** Kinds of blocks that may continue after an empty line. */
const mayGoOn: ReadonlySet<string> = new Set(['list', 'blockquote']);

/**
 * Creates a splitter. A block is finished when an empty line follows it or its fence closes. Only then the lexer parses
 * the text, because parsing after every chunk takes quadratic time for a long fence.
 */
export function createBlockCutter(): BlockCutter {
  let text = '';
  /** Start of the last line, which is incomplete. */
  let line = 0;
  let open: string | undefined;
  const readLine = (end: number): readonly string[] => {
    const content = text.slice(line, end);
    line = end + 1;
    const mark = fence.exec(content)?.[1];
    if (open !== undefined) {
      if (!mark?.startsWith(open) || content.trim() !== mark) return [];
      open = undefined;
      return cut(true);
    }
    if (mark !== undefined) open = mark;
    return mark === undefined && content.trim() === '' ? cut(false) : [];
  };
  const cut = (closed: boolean): readonly string[] => {
    const tokens = blocksOf(text.slice(0, line));
    const last = tokens.at(-1);
    const whole = last === undefined || (closed ? last.type === 'code' : !mayGoOn.has(last.type));
    const done = whole ? tokens : tokens.slice(0, -1);
    const length = whole ? line : line - (last?.raw.length ?? 0);
    text = text.slice(length);
    line -= length;
    return done.map(({ raw }) => raw);
  };
  return {
    write(piece) {
      text += piece;
      const done: string[] = [];
      for (let end = text.indexOf('\n', line); end >= 0; end = text.indexOf('\n', line)) done.push(...readLine(end));
      return done;
    },
    end() {
      const rest = blocksOf(text).map(({ raw }) => raw);
      text = '';
      line = 0;
      open = undefined;
      return rest;
    },
  };
}

/** Returns the blocks of a text. Empty lines belong to the preceding block. */
function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  for (const { type, raw } of lexer(text)) {
    const last = blocks.at(-1);
    if (type !== 'space') blocks.push({ type, raw });
    else if (last) blocks.splice(-1, 1, { ...last, raw: last.raw + raw });
  }
  return blocks;
}

/** Block of Markdown with its source text. */
interface Block {
  readonly type: string;
  readonly raw: string;
}
