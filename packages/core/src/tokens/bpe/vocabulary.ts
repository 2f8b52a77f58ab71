import { fs } from '../../util/node-fs.ts';
import { createPauses } from '../../util/pause.ts';

/** Encodings of `gpt-tokenizer`. GPT models since gpt-4o use the first, GPT embedding models the second. */
export type Encoding = 'o200k_base' | 'cl100k_base';

/** Tokens of an encoding, by rank. */
export interface Vocabulary {
  /** Bytes of all tokens, in the order of their ranks. */
  readonly bytes: Uint8Array;
  /** End offset of each token in `bytes`. */
  readonly ends: Int32Array;
}

/**
 * Loads a vocabulary from a data file of `gpt-tokenizer`, in steps. The library has JavaScript modules with the same
 * tokens, but compiling one blocks the process for 0.1 s. It is loaded where the file is missing, as beside a bundle.
 *
 * @param from URL of the file that needs the library
 */
export async function readVocabulary(encoding: Encoding, from: string = import.meta.url): Promise<Vocabulary> {
  const file = await dataFile(encoding, from);
  return file ? fromFile(file) : fromList(await tokenList(encoding));
}

async function dataFile(encoding: Encoding, from: string): Promise<Uint8Array | undefined> {
  try {
    const { resolve } = process.getBuiltinModule('node:module').createRequire(from);
    return await fs.promises.readFile(resolve(`gpt-tokenizer/data/${encoding}.tiktoken`));
  } catch {
    return undefined;
  }
}

const newline = 0x0a;

/** Values of the characters of base64, and `noValue` for others. */
const noValue = 64;
const values = new Uint8Array(256).fill(noValue);
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
for (let value = 0; value < alphabet.length; value += 1) values[alphabet.charCodeAt(value)] = value;

/** Reads lines with a token in base64 and its rank, which is the number of the line. */
async function fromFile(file: Uint8Array): Promise<Vocabulary> {
  const pauses = createPauses();
  const bytes = new Uint8Array(file.length);
  const ends = [];
  let end = 0;
  for (let at = 0; at < file.length; at = afterLine(file, at)) {
    if (pauses.due()) await pauses.pause();
    let bits = 0;
    let count = 0;
    for (let value = values[file[at] ?? 0] ?? noValue; value !== noValue; value = values[file[at] ?? 0] ?? noValue) {
      at += 1;
      bits = ((bits << 6) | value) & 0xffff;
      count += 6;
      if (count < 8) continue;
      count -= 8;
      bytes[end] = bits >> count;
      end += 1;
    }
    ends.push(end);
  }
  return { bytes: bytes.slice(0, end), ends: Int32Array.from(ends) };
}

function afterLine(file: Uint8Array, at: number): number {
  const end = file.indexOf(newline, at);
  return end < 0 ? file.length : end + 1;
}

/** Token texts by rank. A token that is not valid text is a list of bytes. */
type TokenList = readonly (string | readonly number[] | undefined)[];

async function tokenList(encoding: Encoding): Promise<TokenList> {
  const module =
    encoding === 'o200k_base'
      ? await import('gpt-tokenizer/bpeRanks/o200k_base')
      : await import('gpt-tokenizer/bpeRanks/cl100k_base');
  return module.default;
}

async function fromList(tokens: TokenList): Promise<Vocabulary> {
  const pauses = createPauses();
  await pauses.pause();
  const bytes = Buffer.alloc(tokens.reduce((sum, token) => sum + 3 * (token?.length ?? 0), 0));
  const ends = new Int32Array(tokens.length);
  let end = 0;
  for (let rank = 0; rank < tokens.length; rank += 1) {
    if (pauses.due()) await pauses.pause();
    const token = tokens[rank] ?? '';
    if (typeof token === 'string') end += bytes.write(token, end);
    else {
      bytes.set(token, end);
      end += token.length;
    }
    ends[rank] = end;
  }
  return { bytes: Uint8Array.from(bytes.subarray(0, end)), ends };
}
