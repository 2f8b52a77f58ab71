import { appendBytes, isLarge } from '@rephysco/core/provider';
import { type ByteStream, inPieces } from '@rephysco/http';

const quote = 0x22;
const backslash = 0x5c;
const opening = 0x7b;
const closing = 0x7d;

/** Parser state: depth of nested objects, and whether the position is in a string or after a backslash. */
interface State {
  depth: number;
  quoted: boolean;
  escaped: boolean;
}

/** Text of a JSON value. A large one is in UTF-8, because a string can take twice the memory. */
export type JSONText = string | Uint8Array;

/**
 * Yields the outermost objects of a JSON text as texts, in batches by read. The text may be a list, JSON lines or a
 * single object. An incomplete object at the end is yielded unchanged. Time is linear in the length of the text, at any
 * nesting depth. The bytes of a large object are valid until the next batch is read.
 *
 * @throws any error of the source, for example of its size limit
 */
export async function* readJSONObjects(body: ByteStream): AsyncGenerator<readonly JSONText[]> {
  const state: State = { depth: 0, quoted: false, escaped: false };
  const held = new HeldBytes();
  const pieces = inPieces();
  for await (const chunk of body) {
    for await (const piece of pieces(chunk)) {
      const objects: JSONText[] = [];
      let start = 0;
      for (let place = 0; place < piece.length; place += 1) {
        const edge = step(state, piece[place] ?? 0);
        if (edge === 'start') start = place;
        if (edge === 'end') objects.push(held.take(piece.subarray(start, place + 1)));
      }
      if (state.depth > 0) held.add(piece.subarray(start));
      if (objects.length > 0) yield objects;
      for (const each of objects) free(each);
    }
  }
  const rest = held.take(new Uint8Array(0));
  if (rest.length > 0) yield [rest];
  free(rest);
}

/** Returns the memory of a large text at once. Garbage collection may leave it in use for a long time. */
function free(text: JSONText): void {
  if (typeof text !== 'string') (text.buffer as ArrayBuffer).transfer(0);
}

const decoder = new TextDecoder();

/** Bytes of an object that arrives in several pieces. */
class HeldBytes {
  #buffer = new ArrayBuffer(0);
  #size = 0;

  add(piece: Uint8Array): void {
    this.#buffer = appendBytes(this.#buffer, this.#size, piece);
    this.#size += piece.length;
  }

  /** Returns the bytes with the last piece of the object. Then holds none. */
  take(last: Uint8Array): JSONText {
    if (this.#size === 0) return decoder.decode(last);
    this.add(last);
    const bytes = new Uint8Array(this.#buffer, 0, this.#size);
    const text = isLarge(bytes) ? bytes : decoder.decode(bytes);
    if (typeof text !== 'string') this.#buffer = new ArrayBuffer(0);
    this.#size = 0;
    return text;
  }
}

/**
 * Processes one byte. No byte of another character equals one of these. Returns whether it starts or ends an outermost
 * object.
 */
function step(state: State, code: number): 'start' | 'end' | undefined {
  if (state.escaped) state.escaped = false;
  else if (code === quote) state.quoted = !state.quoted;
  else if (state.quoted) state.escaped = code === backslash;
  else if (code === opening) {
    state.depth += 1;
    return state.depth === 1 ? 'start' : undefined;
  } else if (code === closing && state.depth > 0) {
    state.depth -= 1;
    return state.depth === 0 ? 'end' : undefined;
  }
  return undefined;
}
