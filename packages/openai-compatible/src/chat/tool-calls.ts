import {
  asList,
  asNumber,
  asObject,
  asText,
  defaultToolCalls,
  type Origin,
  parseArguments,
  type ToolCallEvent,
  tooLarge,
} from '@rephysco/core/provider';

interface OpenCall {
  id: string | undefined;
  name: string | undefined;
  readonly pieces: string[];
}

/** Tool calls being put together from their pieces. */
export interface ToolCalls {
  /** Takes the `tool_calls` of a delta or a message; also its old `function_call`. */
  add(calls: unknown, legacy?: unknown): void;
  /** The calls so far, in the order in which they began. */
  events(): readonly ToolCallEvent[];
}

/**
 * Starts putting tool calls together. Id and name are the first that are not empty: later pieces repeat them
 * empty or as null. A piece without an index belongs to the call of its id, or to the last one.
 *
 * @throws InvalidAnswerError from `add` above `origin.maxToolCalls`
 */
export function collectToolCalls(origin: Origin): ToolCalls {
  const { maxToolCalls = defaultToolCalls } = origin;
  const calls = new Map<number | string, OpenCall>();
  let last: number | string | undefined;
  function take(value: unknown): void {
    const piece = asObject(value);
    if (!piece) return;
    const key = asNumber(piece.index) ?? asText(piece.id) ?? last ?? 0;
    last = key;
    const call = calls.get(key) ?? { id: undefined, name: undefined, pieces: [] };
    calls.set(key, call);
    if (calls.size > maxToolCalls) throw tooLarge(`it calls more than ${maxToolCalls} tools`, origin);
    const fields = asObject(piece.function);
    call.id ??= asText(piece.id);
    call.name ??= asText(fields?.name);
    const text = fields?.arguments;
    if (typeof text === 'string') call.pieces.push(text);
    else if (asObject(text)) call.pieces.push(JSON.stringify(text));
  }
  return {
    add(value, legacy) {
      for (const piece of asList(value)) take(piece);
      if (asObject(legacy)) take({ index: 0, function: legacy });
    },
    events: () => [...calls.values()].flatMap(toEvent),
  };
}

/** A call whose name never came is no call. One without an id gets one, since its result must name it. */
function toEvent({ id, name, pieces }: OpenCall, position: number): readonly ToolCallEvent[] {
  if (name === undefined) return [];
  return [{ type: 'tool-call', id: id ?? `call_${position}`, name, arguments: parseArguments(pieces.join('')) }];
}
