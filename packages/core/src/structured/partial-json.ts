/**
 * Parses the beginning of a JSON text. Returns the value as far as it is known: strings may be cut, a number or a
 * literal at the end is left out until it is complete, and a key without a value is left out.
 *
 * @returns `undefined` if no value has begun, or if the text is not JSON
 */
export function parsePartialJSON(text: string): unknown {
  const state: State = { text, place: 0 };
  try {
    const value = readValue(state, 0);
    return value === nothing ? undefined : value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

interface State {
  readonly text: string;
  place: number;
}

/** Result for a value that has not begun or is still ambiguous. */
const nothing: unique symbol = Symbol('nothing');
type Partial = unknown | typeof nothing;

/** Maximum depth. Deeper values are ignored, because a model may repeat itself endlessly. */
const maxDepth = 512;

function readValue(state: State, depth: number): Partial {
  skipSpace(state);
  const character = state.text[state.place];
  if (character === undefined || depth > maxDepth) return nothing;
  if (character === '{') return readObject(state, depth);
  if (character === '[') return readArray(state, depth);
  return character === '"' ? readString(state).value : readLiteral(state);
}

function readObject(state: State, depth: number): object {
  const object: Record<string, unknown> = {};
  state.place += 1;
  for (;;) {
    skipSpace(state);
    const character = state.text[state.place];
    if (character === undefined) return object;
    if (character === '}') {
      state.place += 1;
      return object;
    }
    if (character === ',') {
      state.place += 1;
      continue;
    }
    if (character !== '"') throw new SyntaxError('A key must be a string.');
    const key = readString(state);
    skipSpace(state);
    if (!key.complete || state.text[state.place] === undefined) return object;
    if (state.text[state.place] !== ':') throw new SyntaxError('A key must be followed by a colon.');
    state.place += 1;
    const value = readValue(state, depth + 1);
    if (value === nothing) return object;
    Object.defineProperty(object, key.value, { value, enumerable: true, configurable: true, writable: true });
  }
}

function readArray(state: State, depth: number): readonly unknown[] {
  const list: unknown[] = [];
  state.place += 1;
  for (;;) {
    skipSpace(state);
    const character = state.text[state.place];
    if (character === undefined) return list;
    if (character === ']') {
      state.place += 1;
      return list;
    }
    if (character === ',') {
      state.place += 1;
      continue;
    }
    const value = readValue(state, depth + 1);
    if (value === nothing) return list;
    list.push(value);
  }
}

function readString(state: State): { readonly value: string; readonly complete: boolean } {
  const start = state.place;
  let end = start + 1;
  while (end < state.text.length && state.text[end] !== '"') end += state.text[end] === '\\' ? 2 : 1;
  const complete = end < state.text.length;
  state.place = complete ? end + 1 : state.text.length;
  const raw = state.text.slice(start + 1, Math.min(end, state.text.length));
  return { value: JSON.parse(`"${complete ? raw : withoutCutEscape(raw)}"`) as string, complete };
}

/** Removes an escape sequence, or the first half of a surrogate pair, that is cut at the end. */
function withoutCutEscape(raw: string): string {
  const text = raw.replace(/((?:^|[^\\])(?:\\\\)*)\\(?:u[0-9a-fA-F]{0,3})?$/, '$1');
  return text.replace(/\\u[dD][89abAB][0-9a-fA-F]{2}$/, '').replace(/[\uD800-\uDBFF]$/, '');
}

function readLiteral(state: State): Partial {
  const found = /^[-+.\w]+/.exec(state.text.slice(state.place, state.place + 64))?.[0];
  if (found === undefined) throw new SyntaxError('No value begins here.');
  state.place += found.length;
  // More digits or letters may follow at the end of the text.
  if (state.place >= state.text.length) {
    if (/^(?:true|false|null)$/.test(found)) return JSON.parse(found) as unknown;
    return nothing;
  }
  return JSON.parse(found) as unknown;
}

function skipSpace(state: State): void {
  while (/\s/.test(state.text[state.place] ?? '')) state.place += 1;
}
