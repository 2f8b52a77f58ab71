import { pieceCounter } from './bpe/bpe-counter.ts';
import { ranksOf } from './bpe/bpe-ranks.ts';

/** Encodings of `gpt-tokenizer` that we load; every GPT model since gpt-4o uses the first, GPT embeddings the second. */
export type Encoding = 'o200k_base' | 'cl100k_base';

/** Counts the tokens of a text. */
export type Count = (text: string) => number;

const counters = new Map<Encoding, Promise<Count>>();

/** A counter for text, loaded on first use (about 0.2 s of CPU and 55 MB for `o200k_base`). */
export function textCounter(encoding: Encoding): Promise<Count> {
  let counter = counters.get(encoding);
  if (!counter) {
    counter = load(encoding);
    counters.set(encoding, counter);
  }
  return counter;
}

/** Characters of counted texts that are remembered: a history is counted again with every turn. */
const rememberedLength = 8 * 1024 * 1024;

async function load(encoding: Encoding): Promise<Count> {
  const [count, { LRUCache }] = await Promise.all([loadCounter(encoding), import('lru-cache')]);
  const remembered = new LRUCache<string, number>({
    maxSize: rememberedLength,
    sizeCalculation: (_, text) => text.length + 1,
  });
  return (text) => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const tokens = count(text);
    remembered.set(text, tokens);
    return tokens;
  };
}

/**
 * The library's vocabulary and its pattern that divides a text into pieces; how pieces are counted is our own, since
 * the library's time has no bound. Text that spells a special token is a user's text, not a command.
 */
async function loadCounter(encoding: Encoding): Promise<Count> {
  const [{ default: vocabulary }, patterns] = await Promise.all([
    encoding === 'o200k_base'
      ? import('gpt-tokenizer/bpeRanks/o200k_base')
      : import('gpt-tokenizer/bpeRanks/cl100k_base'),
    import('gpt-tokenizer/encodingParams/constants'),
  ]);
  const piece = encoding === 'o200k_base' ? patterns.O200K_TOKEN_SPLIT_REGEX : patterns.CL100K_TOKEN_SPLIT_REGEX;
  const countPiece = pieceCounter(ranksOf(vocabulary));
  const encoder = new TextEncoder();
  const small = new Uint8Array(1024);
  return (text) => {
    let tokens = 0;
    for (const block of blocksOf(text)) {
      for (const [found] of block.matchAll(piece)) {
        const bytes = bytesPerUnit * found.length > small.length ? new Uint8Array(bytesPerUnit * found.length) : small;
        tokens += countPiece(bytes, encoder.encodeInto(found, bytes).written);
      }
    }
    return tokens;
  };
}

/** Most bytes that UTF-8 has for one of UTF-16's units. */
const bytesPerUnit = 3;

/** Characters that are divided at once: the pattern overflows its stack on a word of 6 million. */
const blockLength = 2 ** 21;

/** A text in blocks that end where no piece goes on; in a word that is longer than a block, anywhere. */
function blocksOf(text: string): readonly string[] {
  const blocks = [];
  for (let start = 0; start < text.length; ) {
    const end = start + blockLength < text.length ? endOfWord(text, start, start + blockLength) : text.length;
    blocks.push(text.slice(start, end));
    start = end;
  }
  return blocks;
}

function endOfWord(text: string, start: number, most: number): number {
  for (let end = most; end > start; end -= 1) {
    if (text[end] === ' ' && /[a-z]/i.test(text[end - 1] ?? '')) return end;
  }
  return most;
}
