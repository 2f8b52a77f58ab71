import { LRUCache } from 'lru-cache';

/** Encodings of `gpt-tokenizer` that we load; every GPT model since gpt-4o uses the first, GPT embeddings the second. */
export type Encoding = 'o200k_base' | 'cl100k_base';

/** Counts the tokens of a text. */
export type Count = (text: string) => number;

const counters = new Map<Encoding, Promise<Count>>();

/** A counter for text, loaded on first use (about 140 ms of CPU and 70 MB for `o200k_base`). */
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
  const { countTokens } =
    encoding === 'o200k_base'
      ? await import('gpt-tokenizer/encoding/o200k_base')
      : await import('gpt-tokenizer/encoding/cl100k_base');
  const remembered = new LRUCache<string, number>({
    maxSize: rememberedLength,
    sizeCalculation: (_, text) => text.length + 1,
  });
  // Text that spells a special token is a user's text, not a command; by default the library throws on it.
  const options = { disallowedSpecial: new Set<string>() };
  return (text) => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const tokens = pieces(text).reduce((sum, piece) => sum + countTokens(piece, options), 0);
    remembered.set(text, tokens);
    return tokens;
  };
}

/**
 * A run of letters, or of signs and blanks, that is longer than any in prose. The tokenizer's time is quadratic in it
 * (50,000 letters take 2.3 s, as many blanks 2.7 s), since it breaks a text only between the two; a cut costs a token
 * at most.
 */
const longRun = /[\p{L}\p{M}]{256}(?=[\p{L}\p{M}])|[^\p{L}\p{N}]{256}(?=[^\p{L}\p{N}])/gu;

/** The text, cut inside of such runs. */
function pieces(text: string): readonly string[] {
  const cuts = [...text.matchAll(longRun)].map(({ 0: run, index }) => index + run.length);
  return [0, ...cuts].map((start, place) => text.slice(start, cuts[place]));
}
