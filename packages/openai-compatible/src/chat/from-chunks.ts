import { ProviderError, type StreamEvent } from '@rephysco/core';
import {
  type Answer,
  asObject,
  asText,
  type Batch,
  createAnswer,
  fromErrorObject,
  invalidAnswer,
  isErrorObject,
  networkError,
  type Origin,
  parseJSON,
  type WireObject,
} from '@rephysco/core/provider';
import { contentEvents, firstChoice, type Source, toFinish } from './from-completion.ts';
import { collectToolCalls, type ToolCalls } from './tool-calls.ts';

/** One server-sent event, as far as it matters here. */
export interface WireEvent {
  readonly event?: string | undefined;
  readonly data: string;
}

/** What is known of a stream's end before it has come. */
interface Ending {
  raw: string | undefined;
  /** Whether the end marker came. */
  marked: boolean;
  usage: unknown;
  body: WireObject;
}

/**
 * The events of a streamed completion, in the batches in which they came.
 *
 * @throws ProviderError of kind `interrupted`, with what had come, when the stream ends before a finish reason or the
 * end marker was seen; of the kind that it names when it turns into an error
 */
export async function* fromChunks(batches: AsyncIterable<readonly WireEvent[]>, source: Source): AsyncGenerator<Batch> {
  const answer = createAnswer();
  const calls = collectToolCalls(source.origin);
  const ending: Ending = { raw: undefined, marked: false, usage: undefined, body: {} };
  try {
    for await (const batch of batches) {
      const events: StreamEvent[] = [];
      try {
        for (const event of batch) read(event, ending, calls, answer, events, source);
      } catch (error) {
        // What came before a broken event is delivered before its error.
        if (events.length > 0) yield events;
        throw error;
      }
      if (events.length > 0) yield events;
      if (ending.marked) break;
    }
  } catch (error) {
    // A connection that breaks after the finish reason has lost nothing but the usage.
    if (error instanceof ProviderError || ending.raw === undefined)
      throw networkError(error, at(source.origin, answer));
  }
  const { raw, marked, usage, body } = ending;
  if (raw === undefined && !marked)
    throw invalidAnswer('the stream ended before the answer did', at(source.origin, answer));
  const called = calls.events();
  yield [...called, toFinish({ raw, usage, body, calledTools: called.length > 0 }, source)];
}

/** Takes one event of the wire: its content goes to `events`, the rest is noted for the end. */
function read(
  event: WireEvent,
  ending: Ending,
  calls: ToolCalls,
  answer: Answer,
  events: StreamEvent[],
  source: Source,
): void {
  ending.marked ||= event.data === '[DONE]';
  if (ending.marked) return;
  const delta = take(readChunk(event, source.origin, answer), ending);
  if (!delta) return;
  calls.add(delta.tool_calls, delta.function_call);
  for (const piece of contentEvents(delta, source)) {
    answer.add(piece);
    events.push(piece);
  }
}

/** The delta of a chunk, with what it says about the end noted: the last usage wins, it is never summed. */
function take(chunk: WireObject, ending: Ending): WireObject | undefined {
  if (!asText(ending.body.id) || !asText(ending.body.model)) ending.body = { ...ending.body, ...named(chunk) };
  if (asObject(chunk.usage)) ending.usage = chunk.usage;
  const choice = firstChoice(chunk);
  // An empty string is no finish: some models send it with every chunk.
  ending.raw ??= asText(choice?.finish_reason);
  return asObject(choice?.delta) ?? asObject(choice?.message);
}

const named = ({ id, model }: WireObject): WireObject => ({
  ...(asText(id) && { id }),
  ...(asText(model) && { model }),
});

/**
 * The object in one event.
 *
 * @throws ProviderError when it is an error, or no JSON
 */
export function readChunk({ event, data }: WireEvent, origin: Origin, answer: Answer): WireObject {
  const chunk = parse(data, origin, answer);
  if (event === 'error' || isErrorObject(chunk)) throw fromErrorObject(chunk, at(origin, answer));
  return chunk;
}

function parse(data: string, origin: Origin, answer: Answer): WireObject {
  let value: unknown;
  try {
    value = parseJSON(data);
  } catch (cause) {
    throw invalidAnswer('the stream holds a line that is no JSON', at(origin, answer), cause);
  }
  return asObject(value) ?? {};
}

const at = (origin: Origin, answer: Answer): Origin => ({ ...origin, partial: answer.partial() });
