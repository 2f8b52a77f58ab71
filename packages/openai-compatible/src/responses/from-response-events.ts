import type { StreamEvent } from '@rephysco/core';
import {
  type Answer,
  asNumber,
  asObject,
  asText,
  type Batch,
  createAnswer,
  fromErrorObject,
  invalidAnswer,
  networkError,
  type Origin,
  type WireObject,
} from '@rephysco/core/provider';
import { readChunk, type WireEvent } from '../chat/from-chunks.ts';
import type { Source } from '../chat/from-completion.ts';
import { fromItem } from './from-item.ts';
import { toResponseFinish } from './from-response.ts';

/** What has happened in a stream so far. */
interface Progress {
  /** Positions of the items whose text came in pieces. */
  readonly streamed: Set<number>;
  afterReasoning: boolean;
  calledTools: boolean;
}

/**
 * The events of a streamed response, in the batches in which they came.
 *
 * @throws ProviderError of kind `interrupted`, with what had come, when the stream ends without an ending event; of
 * the kind that it names when it turns into an error
 */
export async function* fromResponseEvents(
  batches: AsyncIterable<readonly WireEvent[]>,
  source: Source,
): AsyncGenerator<Batch> {
  const answer = createAnswer();
  const progress: Progress = { streamed: new Set(), afterReasoning: false, calledTools: false };
  try {
    for await (const batch of batches) {
      const events: StreamEvent[] = [];
      try {
        for (const event of batch) read(event, progress, answer, events, source);
      } catch (error) {
        // What came before a broken event is delivered before its error.
        if (events.length > 0) yield events;
        throw error;
      }
      if (events.length > 0) yield events;
      if (events.at(-1)?.type === 'finish') return;
    }
  } catch (error) {
    throw networkError(error, at(source.origin, answer));
  }
  throw invalidAnswer('the stream ended before the answer did', at(source.origin, answer));
}

/** Takes one event of the wire; nothing counts after the ending. */
function read(event: WireEvent, progress: Progress, answer: Answer, events: StreamEvent[], source: Source): void {
  if (event.data === '[DONE]' || events.at(-1)?.type === 'finish') return;
  for (const piece of take(readChunk(event, source.origin, answer), progress, source, answer)) {
    answer.add(piece);
    events.push(piece);
  }
}

const at = (origin: Origin, answer: Answer): Origin => ({ ...origin, partial: answer.partial() });

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
    case 'response.output_item.done':
      return takeItem(asObject(event.item) ?? {}, position, progress, source);
    case 'response.completed':
    case 'response.incomplete':
      return [toResponseFinish(asObject(event.response) ?? {}, source, progress.calledTools)];
    case 'response.failed':
      throw fromErrorObject(asObject(event.response) ?? {}, at(source.origin, answer));
    case 'error':
      throw fromErrorObject(event, at(source.origin, answer));
    default:
      return [];
  }
}

function pieces(
  type: 'text' | 'refusal' | 'reasoning',
  text: string | undefined,
  position: number,
  { streamed }: Progress,
): readonly StreamEvent[] {
  streamed.add(position);
  return text === undefined ? [] : [{ type, text }];
}

function takeItem(item: WireObject, position: number, progress: Progress, { dialect }: Source): readonly StreamEvent[] {
  progress.afterReasoning ||= item.type === 'reasoning';
  progress.calledTools ||= item.type === 'function_call';
  const { streamed, afterReasoning } = progress;
  return fromItem(item, { streamed: streamed.has(position), afterReasoning, provider: dialect.name });
}
