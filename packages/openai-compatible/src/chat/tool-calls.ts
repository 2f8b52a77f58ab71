import {
  asList,
  asObject,
  asText,
  defaultToolCalls,
  joinInTurns,
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
  /** Other fields of the call that the service requires back, for example signatures. */
  extra: unknown;
}

/** Tool calls that are assembled from fragments. */
export interface ToolCalls {
  /** Adds the `tool_calls` of a delta or a message, and its old `function_call`. */
  add(calls: unknown, legacy?: unknown): void;
  /** Joins the pieces of long arguments, in turns of the event loop. Returns `undefined` if none are long. */
  join(): Promise<void> | undefined;
  /** Returns the calls so far, in the order in which they began. */
  events(provider: string): readonly ToolCallEvent[];
}

/**
 * Creates an assembler for tool calls. Services disagree on how fragments identify their call: indexes may be missing
 * or all 0, ids may be empty, missing, equal or new for each fragment, and names may repeat. A fragment begins a call
 * if its name matches no call that is still open. Otherwise it continues the call with its id, with its index, or the
 * last one.
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
      if (value === undefined && legacy === undefined) return;
      const together = new Set<OpenCall>();
      for (const piece of asList(value)) {
        const call = take(piece, together);
        if (call) together.add(call);
      }
      if (asObject(legacy)) take({ index: 0, function: legacy }, together);
    },
    join: () => joinInTurns(calls.map(({ text }) => text.all())),
    events: (provider) => toEvents(calls, provider),
  };
}

interface Piece {
  readonly index: number | undefined;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly text: string;
}

/** Returns the arguments of calls as the service sent them. */
export const argumentTexts = (calls: unknown): readonly unknown[] =>
  asList(calls).map((call) => asObject(asObject(call)?.function)?.arguments);

function toPiece(piece: WireObject): Piece {
  // Some services send name and arguments beside the id.
  const fields = asObject(piece.function) ?? piece;
  // Objects are skipped, because one with its own `valueOf` makes `Number` throw.
  const index = ['number', 'string'].includes(typeof piece.index) ? Number(piece.index) : Number.NaN;
  const { arguments: value = fields.input ?? fields.parameters } = fields;
  const text = typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
  return { index: Number.isInteger(index) ? index : undefined, id: asText(piece.id), name: asText(fields.name), text };
}

/** Returns the call that a fragment continues, or `undefined` if it begins a new one. */
function findCall(calls: readonly OpenCall[], piece: Piece, together: ReadonlySet<OpenCall>): OpenCall | undefined {
  const ofIndex = piece.index === undefined ? undefined : calls.findLast(({ index }) => index === piece.index);
  const ofId = piece.id === undefined ? undefined : calls.findLast(({ id }) => id === piece.id);
  const last = calls.at(-1);
  if (piece.name === undefined) {
    if (ofId && ofIndex) return ofId.index === piece.index ? ofId : ofIndex;
    return ofId ?? ofIndex ?? (piece.id !== undefined && isComplete(last) ? undefined : last);
  }
  // The name of a call may arrive after its first fragment.
  const nameless = [ofId, ofIndex, piece.index === undefined ? last : undefined].find(
    (call) => call && call.name === undefined,
  );
  if (nameless) return nameless;
  // Fragments with different indexes belong to different calls, even if the service gives them the same id.
  const candidate = piece.index === undefined ? (ofId ?? last) : (ofIndex ?? undefined);
  return candidate && isRepeated(candidate, piece, together) ? candidate : undefined;
}

/**
 * Returns `true` if a named fragment belongs to an existing call. Some services repeat id and name in each fragment.
 */
function isRepeated(call: OpenCall, piece: Piece, together: ReadonlySet<OpenCall>): boolean {
  if (call.name !== piece.name) return false;
  const otherId = call.id !== undefined && piece.id !== undefined && call.id !== piece.id;
  // A few services create an id for each fragment. The arguments of a new call begin with a brace.
  if (otherId) return call.text.length() > 0 && !isComplete(call) && /^\s*[^{\s]/.test(piece.text);
  const sameId = call.id !== undefined && call.id === piece.id;
  if (!sameId && (together.has(call) || (piece.index === undefined && piece.id !== undefined))) return false;
  if (!isComplete(call)) return !together.has(call) || piece.text === '' || tryParseJSON(piece.text) === undefined;
  // The whole call sent again, or a fragment without arguments that only repeats the name.
  return (
    piece.text === '' ||
    (sameId && !together.has(call) && piece.text.length === call.text.length() && piece.text === call.text.all())
  );
}

/** Returns `true` if the arguments are complete, so that a further fragment cannot continue them. */
const isComplete = (call: OpenCall | undefined): boolean => call?.text.isWhole() ?? false;

function toEvents(calls: readonly OpenCall[], provider: string): readonly ToolCallEvent[] {
  const unique = uniqueIds();
  return calls.flatMap(({ id, name, text, extra }, position) => {
    // A call without a name cannot be answered.
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
