import type { ByteStream } from '@rephysco/http';

const quote = 0x22;
const backslash = 0x5c;
const opening = 0x7b;
const closing = 0x7d;

/** Where a text stands: how deep in objects, and whether in a string or right after a backslash in one. */
interface State {
  depth: number;
  quoted: boolean;
  escaped: boolean;
}

/**
 * The outermost objects of a JSON text as they come, each as text, those of one read together: of a list, of lines, or
 * a single one. What is cut off at the end is handed on as it is. Linear in the text, whatever it nests.
 *
 * @throws whatever the source throws, such as the error of its limit of size
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

/** Takes one character, and says whether it is an edge of an outermost object. */
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
