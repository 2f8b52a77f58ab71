import { ProviderError } from '@rephysco/core';
import {
  type Answer,
  asList,
  asNumber,
  asObject,
  asText,
  at,
  type Batch,
  countKept,
  createAnswer,
  endMarker,
  fromErrorObject,
  invalidAnswer,
  isEndMarker,
  isErrorObject,
  isLarge,
  networkError,
  objectsIn,
  parseLargeEvent,
  type StreamEvent,
  shareAnswer,
  shareBatch,
  type WireEvent,
  type WireObject,
} from '@rephysco/core/provider';
import type { Source } from '../chat/from-completion.ts';
import { fromItem } from './from-item.ts';
import { failureOf, toResponseFinish } from './from-response.ts';

/** State of a stream. */
interface Progress {
  /** Positions of the items whose text was streamed. */
  readonly streamed: Set<number>;
  /** Positions of the finished items. */
  readonly done: Set<number>;
  /** Calls whose arguments are arriving, by the position of their item. */
  readonly callNames: Map<number, { id: string; name: string }>;
  /** Counts values that are kept until the end. */
  readonly keep: <Value>(value: Value) => Value;
  afterReasoning: boolean;
  calledTools: boolean;
  /** `true` after the end marker of Chat Completions, which some gateways send. */
  marked: boolean;
}

/**
 * Yields the events of a streamed response, in the batches in which they arrive.
 *
 * @throws ProviderError of kind `interrupted`, with the partial answer, if the stream ends without a final event and
 *   without an end marker; of the reported kind if the stream contains an error
 */
export async function* fromResponseEvents(
  batches: AsyncIterable<readonly WireEvent[]>,
  source: Source,
): AsyncGenerator<Batch> {
  const answer = shareAnswer(source.origin.signal, createAnswer());
  const progress = {
    streamed: new Set<number>(),
    done: new Set<number>(),
    callNames: new Map<number, { id: string; name: string }>(),
    keep: countKept(source.origin),
    afterReasoning: false,
    calledTools: false,
    marked: false,
  };
  try {
    for await (const batch of batches) {
      const events: StreamEvent[] = [];
      try {
        for (const event of batch) {
          read(isLarge(event.data) ? await parseLargeEvent(event) : event, progress, answer, events, source);
        }
      } catch (error) {
        // Delivers the events before a broken chunk before its error is thrown.
        if (events.length > 0) yield shareBatch(events, answer);
        throw error;
      }
      if (events.length > 0) yield shareBatch(events, answer);
      if (events.at(-1)?.type === 'finish') return;
      if (progress.marked) break;
    }
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    throw networkError(error, at(source.origin, answer));
  }
  if (!progress.marked)
    throw invalidAnswer('the stream ended before the answer was complete', at(source.origin, answer));
  if (answer.content().length === 0) {
    throw invalidAnswer('the stream ended without content and without a status', source.origin);
  }
  yield [toResponseFinish({}, source, progress.calledTools)];
}

/** Reads one event of the stream. Events after the final one are ignored. */
function read(event: WireEvent, progress: Progress, answer: Answer, events: StreamEvent[], source: Source): void {
  if (events.at(-1)?.type === 'finish' || progress.marked) return;
  progress.marked = isEndMarker(event.data);
  if (progress.marked) return;
  for (const object of objectsIn(event, () => at(source.origin, answer))) {
    progress.marked ||= object === endMarker;
    if (progress.marked || events.at(-1)?.type === 'finish') return;
    const type = asText(object.type) ?? event.event;
    for (const piece of take({ ...object, type }, progress, source, answer)) {
      answer.add(piece);
      events.push(piece);
    }
  }
}

function take(event: WireObject, progress: Progress, source: Source, answer: Answer): readonly StreamEvent[] {
  const position = asNumber(event.output_index) ?? -1;
  const delta = asText(event.delta);
  switch (event.type) {
    case 'response.output_text.delta':
      return pieces('text', delta, position, progress);
    case 'response.refusal.delta':
      return pieces('refusal', delta, position, progress);
    case 'response.reasoning_summary_text.delta':
    case 'response.reasoning_text.delta':
      return pieces('reasoning', delta, position, progress);
    case 'response.reasoning_summary_part.added':
      return (asNumber(event.summary_index) ?? 0) > 0 ? [{ type: 'reasoning', text: '\n\n' }] : [];
    case 'response.output_item.added':
      return announce(asObject(event.item) ?? {}, position, progress);
    case 'response.function_call_arguments.delta': {
      const call = progress.callNames.get(position);
      return call && delta !== undefined ? [{ type: 'tool-call-delta', ...call, delta }] : [];
    }
    case 'response.output_item.done':
      return takeItem(asObject(event.item) ?? {}, position, progress, source);
    case 'response.completed':
    case 'response.incomplete':
    case 'response.done':
      return ending(asObject(event.response) ?? {}, progress, source);
    case 'response.failed':
    case 'response.cancelled':
      throw fromErrorObject(failureOf(asObject(event.response) ?? event), at(source.origin, answer));
    case 'error':
      throw fromErrorObject(event, at(source.origin, answer));
    default:
      if (asText(event.type)?.startsWith('response.') || !isErrorObject(event)) return [];
      throw fromErrorObject(event, at(source.origin, answer));
  }
}

function announce(item: WireObject, position: number, { callNames, keep }: Progress): readonly StreamEvent[] {
  const id = asText(item.call_id);
  const name = asText(item.name);
  if (item.type !== 'function_call' || !id || !name) return [];
  keep([id, name]);
  callNames.set(position, { id, name });
  return [];
}

function pieces(
  type: 'text' | 'refusal' | 'reasoning',
  text: string | undefined,
  position: number,
  { streamed, keep }: Progress,
): readonly StreamEvent[] {
  if (!streamed.has(position)) keep(position);
  streamed.add(position);
  return text === undefined ? [] : [{ type, text }];
}

function takeItem(item: WireObject, position: number, progress: Progress, { dialect }: Source): readonly StreamEvent[] {
  progress.done.add(position);
  progress.afterReasoning ||= item.type === 'reasoning';
  progress.calledTools ||= item.type === 'function_call';
  const { streamed, afterReasoning } = progress;
  // Fragments without a position belong to an unknown item. Its text must not be repeated.
  const whole = !streamed.has(position) && !streamed.has(-1);
  return fromItem(item, { streamed: !whole, afterReasoning, provider: dialect.name });
}

/** Returns the final events, after the items of the whole response that had no events of their own. */
function ending(response: WireObject, progress: Progress, source: Source): readonly StreamEvent[] {
  const items = progress.done.has(-1) ? [] : asList(response.output).map(asObject);
  const missed = items.flatMap((item, position) =>
    item && !progress.done.has(position) ? takeItem(item, position, progress, source) : [],
  );
  return [...missed, toResponseFinish(response, source, progress.calledTools)];
}
