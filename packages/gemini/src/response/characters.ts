/** Returns the number of characters before a place in the bytes of a text. */
export type Characters = (place: number) => number;

/** Size of the blocks in bytes whose characters are counted once. */
const blockSize = 4096;

/**
 * Returns a function that converts places in the bytes of a text, encoded as UTF-8, to places in its characters (UTF-16
 * units). Each conversion reads at most one block, because a text may have 64 MiB and thousands of places.
 */
export function charactersOf(text: string): Characters {
  let convert: Characters | undefined;
  return (place) => {
    convert ??= converter(text);
    return convert(place);
  };
}

function converter(text: string): Characters {
  const bytes = Buffer.from(text);
  if (bytes.length === text.length) return (place) => Math.min(place, text.length);
  /** Place in the bytes and number of characters before it, for the begin of each block. */
  const blocks = [{ place: 0, characters: 0 }];
  return (place) => {
    const wanted = Math.min(place, bytes.length);
    let last = blocks.at(-1) ?? { place: 0, characters: 0 };
    while (last.place + blockSize <= wanted) {
      const end = beginOfCharacter(bytes, last.place + blockSize);
      last = { place: end, characters: last.characters + bytes.subarray(last.place, end).toString().length };
      blocks.push(last);
    }
    // Blocks are up to 3 bytes shorter than their size, so the estimate can be too low.
    let found = Math.min(Math.floor(wanted / blockSize), blocks.length - 1);
    while ((blocks[found + 1]?.place ?? Infinity) <= wanted) found += 1;
    const block = blocks[found] ?? last;
    return block.characters + bytes.subarray(block.place, wanted).toString().length;
  };
}

function beginOfCharacter(bytes: Buffer, place: number): number {
  let begin = place;
  while (((bytes[begin] ?? 0) & 0xc0) === 0x80) begin -= 1;
  return begin;
}
