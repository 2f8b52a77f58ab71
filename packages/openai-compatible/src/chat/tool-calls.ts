import {
  asList,
  asObject,
  asText,
  defaultToolCalls,
  type Origin,
  parseArguments,
  type ToolCallEvent,
  tooLarge,
  tryParseJSON,
  uniqueIds,
  type WireObject,
} from '@rephysco/core/provider';
import { type CallArguments, createArguments } from './call-arguments.ts';

interface OpenCall {
  readonly index: number | undefined;
  id: string | undefined;
  name: string | undefined;
  readonly text: CallArguments;
  /** Fields beside the function that the service wants back, for example signatures. */
  extra: unknown;
}

/** Tool calls being put together from their pieces. */
export interface ToolCalls {
  /** Takes the `tool_calls` of a delta or a message; also its old `function_call`. */
  add(calls: unknown, legacy?: unknown): void;
  /** `true` once a piece was taken. */
  readonly any: boolean;
  /** The calls so far, in the order in which they began. */
  events(provider: string): readonly ToolCallEvent[];
}

/**
 * Starts putting tool calls together. Services disagree on what marks a call: indexes may all be 0 or be missing, ids
 * may be empty, missing, equal or new for each piece, and names may be repeated. A piece begins a call if its name
 * belongs to none that is still open, and otherwise continues the call of its id, of its index, or the last one.
 *
 * @throws InvalidAnswerError from `add` above `origin.maxToolCalls`
 */
export function collectToolCalls(origin: Origin): ToolCalls {
  const { maxToolCalls = defaultToolCalls } = origin;
  const calls: OpenCall[] = [];
  function take(value: unknown, together: ReadonlySet<OpenCall>): OpenCall | undefined {
    const piece = asObject(value);
    if (!piece) return undefined;
    const found = toPiece(piece);
    const open = findCall(calls, found, together);
    const call = open ?? {
      index: found.index,
      id: undefined,
      name: undefined,
      text: createArguments(),
      extra: undefined,
    };
    if (!open) calls.push(call);
    if (calls.length > maxToolCalls) throw tooLarge(`it calls more than ${maxToolCalls} tools`, origin);
    call.id ??= found.id;
    call.name ??= found.name;
    call.extra ??= piece.extra_content;
    call.text.add(found.text);
    return call;
  }
  return {
    add(value, legacy) {
      const together = new Set<OpenCall>();
      for (const piece of asList(value)) {
        const call = take(piece, together);
        if (call) together.add(call);
      }
      if (asObject(legacy)) take({ index: 0, function: legacy }, together);
    },
    get any() {
      return calls.length > 0;
    },
    events: (provider) => toEvents(calls, provider),
  };
}

interface Piece {
  readonly index: number | undefined;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly text: string;
}

function toPiece(piece: WireObject): Piece {
  // Some services put name and arguments beside the id.
  const fields = asObject(piece.function) ?? piece;
  // Not of an object: one with a `valueOf` of its own makes `Number` throw.
  const index = ['number', 'string'].includes(typeof piece.index) ? Number(piece.index) : Number.NaN;
  const { arguments: value = fields.input ?? fields.parameters } = fields;
  const text = typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
  return { index: Number.isInteger(index) ? index : undefined, id: asText(piece.id), name: asText(fields.name), text };
}

/** Returns the call that a piece continues, or `undefined` if it begins one. */
function findCall(calls: readonly OpenCall[], piece: Piece, together: ReadonlySet<OpenCall>): OpenCall | undefined {
  const ofIndex = piece.index === undefined ? undefined : calls.findLast(({ index }) => index === piece.index);
  const ofId = piece.id === undefined ? undefined : calls.findLast(({ id }) => id === piece.id);
  const last = calls.at(-1);
  if (piece.name === undefined) {
    if (ofId && ofIndex) return ofId.index === piece.index ? ofId : ofIndex;
    return ofId ?? ofIndex ?? (piece.id !== undefined && isComplete(last) ? undefined : last);
  }
  // A name that was missing comes late.
  const nameless = [ofId, ofIndex, piece.index === undefined ? last : undefined].find(
    (call) => call && call.name === undefined,
  );
  if (nameless) return nameless;
  // A piece with the index of another call is another call, even if a service gives all of them one id.
  const candidate = piece.index === undefined ? (ofId ?? last) : (ofIndex ?? undefined);
  return candidate && isRepeated(candidate, piece, together) ? candidate : undefined;
}

/** Whether a piece with a name belongs to a call that has one: services repeat id and name with each piece. */
function isRepeated(call: OpenCall, piece: Piece, together: ReadonlySet<OpenCall>): boolean {
  if (call.name !== piece.name) return false;
  const otherId = call.id !== undefined && piece.id !== undefined && call.id !== piece.id;
  // A few services make up an id for each piece. Arguments of a new call begin with a brace.
  if (otherId) return call.text.length() > 0 && !isComplete(call) && /^\s*[^{\s]/.test(piece.text);
  const sameId = call.id !== undefined && call.id === piece.id;
  if (!sameId && (together.has(call) || (piece.index === undefined && piece.id !== undefined))) return false;
  if (!isComplete(call)) return !together.has(call) || piece.text === '' || tryParseJSON(piece.text) === undefined;
  // The whole call once more, or a piece without arguments that only repeats the name.
  return (
    piece.text === '' ||
    (sameId && !together.has(call) && piece.text.length === call.text.length() && piece.text === call.text.all())
  );
}

/** Whether the arguments are whole, so that a further piece cannot continue them. */
const isComplete = (call: OpenCall | undefined): boolean => call?.text.isWhole() ?? false;

function toEvents(calls: readonly OpenCall[], provider: string): readonly ToolCallEvent[] {
  const unique = uniqueIds();
  return calls.flatMap(({ id, name, text, extra }, position) => {
    // A call whose name never came cannot be answered.
    if (name === undefined) return [];
    const data =
      extra === undefined || extra === null ? {} : { providerData: { [provider]: { extra_content: extra } } };
    return [
      {
        type: 'tool-call',
        id: unique(id ?? `call_${position}`),
        name,
        arguments: parseArguments(text.once()),
        ...data,
      } as const,
    ];
  });
}
