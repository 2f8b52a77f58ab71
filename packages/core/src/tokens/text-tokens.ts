import { lruEntries } from '../util/lru-entries.ts';
import { pieceCounter } from './bpe/bpe-counter.ts';
import { ranksOf } from './bpe/bpe-ranks.ts';
import { type Encoding, readVocabulary } from './bpe/vocabulary.ts';

/** Function that counts the tokens of a text. */
export type Count = (text: string) => number;

const counters = new Map<Encoding, Promise<Count>>();

/** Returns a token counter for text. The first use loads it (about 0.2 s of CPU and 25 MB for `o200k_base`). */
export function textCounter(encoding: Encoding): Promise<Count> {
  let counter = counters.get(encoding);
  if (!counter) {
    counter = load(encoding);
    counters.set(encoding, counter);
  }
  return counter;
}

/** Total characters of texts whose counts are cached, because a history is counted at every turn. */
const rememberedLength = 8 * 1024 * 1024;

async function load(encoding: Encoding): Promise<Count> {
  const count = await loadCounter(encoding);
  const remembered = lruEntries<number>(rememberedLength, (_, text) => text.length + 1);
  return (text) => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const tokens = count(text);
    remembered.set(text, tokens);
    return tokens;
  };
}

/**
 * Loads the vocabulary and the split pattern of the library. Pieces are counted by `pieceCounter`, because the time of
 * the library is unbounded. Text that looks like a special token is counted as plain text.
 */
async function loadCounter(encoding: Encoding): Promise<Count> {
  const patterns = await import('gpt-tokenizer/encodingParams/constants');
  const piece = encoding === 'o200k_base' ? patterns.O200K_TOKEN_SPLIT_REGEX : patterns.CL100K_TOKEN_SPLIT_REGEX;
  const countPiece = pieceCounter(await ranksOf(await readVocabulary(encoding)));
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

/** Maximum number of UTF-8 bytes per UTF-16 code unit. */
const bytesPerUnit = 3;

/** Maximum number of characters to split at once, because the pattern overflows its stack on a word of 6 million. */
const blockLength = 2 ** 21;

/** Splits a text into blocks at the ends of pieces. A word that is longer than a block is split anywhere. */
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
