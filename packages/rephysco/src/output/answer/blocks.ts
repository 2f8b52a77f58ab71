import { lexer } from 'marked';

/** Cuts Markdown that grows into blocks that are finished. */
export interface BlockCutter {
  /** The blocks that a piece finishes. */
  write(piece: string): readonly string[];
  /** The blocks that are left. */
  end(): readonly string[];
}

const fence = /^ {0,3}(`{3,}|~{3,})/;

/** Lists and quotes may go on after an empty line. */
const mayGoOn: ReadonlySet<string> = new Set(['list', 'blockquote']);

/**
 * A block is finished when an empty line follows it or its fence closes. The lexer sees a text only then: asked at
 * every piece, a long fence takes time with the square of its length.
 */
export function createBlockCutter(): BlockCutter {
  let text = '';
  /** Where the last line begins, which has no end yet. */
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

/** Empty lines between blocks belong to the block before. */
function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  for (const { type, raw } of lexer(text)) {
    const last = blocks.at(-1);
    if (type !== 'space') blocks.push({ type, raw });
    else if (last) blocks.splice(-1, 1, { ...last, raw: last.raw + raw });
  }
  return blocks;
}

/** A block of Markdown as it was written. */
interface Block {
  readonly type: string;
  readonly raw: string;
}
