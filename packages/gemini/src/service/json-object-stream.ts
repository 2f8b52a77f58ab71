import type { ByteStream } from '@rephysco/http';

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

/**
 * Yields the outermost objects of a JSON text as texts, in batches by read. The text may be a list, JSON lines or a
 * single object. An incomplete object at the end is yielded unchanged. Time is linear in the length of the text, at any
 * nesting depth.
 *
 * @throws any error of the source, for example of its size limit
 */
export async function* readJSONObjects(body: ByteStream): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  const state: State = { depth: 0, quoted: false, escaped: false };
  let pieces: string[] = [];
  for await (const chunk of body) {
    const text = decoder.decode(chunk, { stream: true });
    const objects: string[] = [];
    let start = 0;
    for (let place = 0; place < text.length; place += 1) {
      const edge = step(state, text.charCodeAt(place));
      if (edge === 'start') start = place;
      if (edge !== 'end') continue;
      objects.push(pieces.join('') + text.slice(start, place + 1));
      pieces = [];
    }
    if (state.depth > 0) {
      pieces.push(text.slice(start));
    }
    if (objects.length > 0) yield objects;
  }
  if (pieces.length > 0) yield [pieces.join('')];
}

/** Processes one character. Returns whether it starts or ends an outermost object. */
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
