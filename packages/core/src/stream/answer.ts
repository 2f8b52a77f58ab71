import type { PartialAnswer } from '../contract/error-details.ts';
import { type ContentEvent, type FinishEvent, isContentEvent, type StreamEvent } from '../contract/events.ts';
import type { ContentPart } from '../contract/message.ts';
import type { GenerateResult } from '../contract/result.ts';
import { joinBase64, toDataURL } from '../media/data-url.ts';
import { isLast } from '../util/iterators.ts';
import { createStringBuilder, type StringBuilder } from '../util/string-builder.ts';
import { toBatches } from './batches.ts';

/** Answer under construction from its events. Client, cache and partial answers use the same rules. */
export interface Answer {
  add(event: StreamEvent): void;
  /**
   * Returns the content so far, in order. Consecutive chunks of one type become one part, unless one has
   * `providerData`.
   */
  content(): readonly ContentPart[];
  /** Returns the partial answer for `error.partial`. */
  partial(): PartialAnswer;
  /** Returns the complete answer, or `undefined` before the `finish` event. */
  result(): GenerateResult | undefined;
  /** Returns the place after the latest event, for `upTo`. */
  place(): AnswerPlace;
  /** Returns a new answer with the events up to a place. It shares the text with this one. */
  upTo(place: AnswerPlace): Answer;
}

/** Place in an answer under construction. */
export interface AnswerPlace {
  /** Number of parts. */
  readonly parts: number;
  /** Number of characters of the last part. */
  readonly characters: number;
  /** Number of chunks of the last part, if it is a medium. */
  readonly chunks: number;
  readonly finish: FinishEvent | undefined;
}

interface Run {
  readonly event: ContentEvent;
  readonly gathered: StringBuilder;
  /** Base64 chunks of a medium. Each one can be decoded by itself. */
  readonly data: string[];
}

/** Creates an empty answer. */
export function createAnswer(): Answer {
  return answerFrom([], undefined);
}

function answerFrom(runs: Run[], end: FinishEvent | undefined): Answer {
  let last = runs.at(-1);
  let finish = end;
  const content = (): readonly ContentPart[] => runs.map(toPart);
  return {
    add(event) {
      if (event.type === 'finish') {
        finish = event;
      } else if (!isContentEvent(event) || isEmpty(event)) {
        return;
      } else {
        if (!last || !joins(last.event, event)) {
          last = { event, gathered: createStringBuilder(), data: [] };
          runs.push(last);
        }
        if (event.type === 'media') last.data.push(event.data);
        else if ('text' in event) last.gathered.add(event.text);
      }
    },
    content,
    partial() {
      const parts = content();
      return {
        text: textOf(parts, 'text') ?? '',
        reasoning: textOf(parts, 'reasoning') || undefined,
        content: parts,
        usage: finish?.usage,
      };
    },
    result: () => finish && toResult(content(), finish),
    place: () => ({
      parts: runs.length,
      characters: last?.gathered.length ?? 0,
      chunks: last?.data.length ?? 0,
      finish,
    }),
    upTo({ parts, characters, chunks, finish: end }) {
      const kept = runs.slice(0, parts);
      const open = kept.pop();
      if (open) {
        const beginning = open.gathered.text().slice(0, characters);
        kept.push({ ...open, gathered: createStringBuilder(beginning), data: open.data.slice(0, chunks) });
      }
      return answerFrom(kept, end);
    },
  };
}

/**
 * Reads a stream of events to its end and returns the answer.
 *
 * @throws Error if the events end without `finish`, which is a bug of a provider or of middleware
 * @example
 * const result = await collect(provider.generate(request));
 */
export async function collect(events: AsyncIterable<StreamEvent>): Promise<GenerateResult> {
  // Created at the first batch, so that a call that waits for its turn keeps none.
  let answer: Answer | undefined;
  const iterator = toBatches(events)[Symbol.asyncIterator]();
  for (let step = await iterator.next(); !step.done; step = await iterator.next()) {
    answer ??= createAnswer();
    try {
      for (const event of step.value) answer.add(event);
    } catch (error) {
      await iterator.return?.();
      throw error;
    }
    if (isLast(step)) break;
  }
  return resultOf(answer);
}

/**
 * Returns the complete answer.
 *
 * @throws Error if the events had no `finish`, which only an invalid provider or layer can cause
 */
export function resultOf(answer: Pick<Answer, 'result'> | undefined): GenerateResult {
  const result = answer?.result();
  if (result) return result;
  throw new Error(
    "The events ended without a finish event. A provider or layer must yield 'finish' as its last event.",
  );
}

/** Returns `true` for an empty chunk. Services send some; they must not separate the text around them. */
function isEmpty(event: ContentEvent): boolean {
  return 'text' in event && event.text === '' && !('providerData' in event && event.providerData);
}

/** Returns `true` if an event continues the part of the event before it. */
function joins(before: ContentEvent, event: ContentEvent): boolean {
  if (before.type !== event.type || event.type === 'tool-call' || event.type === 'source') return false;
  if (before.type === 'source') return false;
  if (before.type === 'refusal' || event.type === 'refusal') return true;
  if (before.providerData || event.providerData) return false;
  if (before.type !== 'media' || event.type !== 'media') return true;
  return event.kind === 'audio' && before.kind === event.kind && before.mediaType === event.mediaType;
}

function toPart({ event, gathered, data }: Run): ContentPart {
  if (event.type === 'tool-call' || event.type === 'source') return event;
  if (event.type !== 'media') return { ...event, text: gathered.text() };
  const { kind, mediaType, providerData } = event;
  const url = toDataURL({ mediaType, data: joinBase64(data) });
  return { type: kind, url, mediaType, ...(providerData && { providerData }) };
}

function textOf(parts: readonly ContentPart[], type: 'text' | 'reasoning' | 'refusal'): string | undefined {
  let text: string | undefined;
  for (const part of parts) if (part.type === type) text = (text ?? '') + part.text;
  return text;
}

function toResult(content: readonly ContentPart[], finish: FinishEvent): GenerateResult {
  const { finishReason, finishReasonRaw, model, provider, id, usage, cost, saved } = finish;
  const toolCalls = content.flatMap((part) =>
    part.type === 'tool-call' ? [{ id: part.id, name: part.name, arguments: part.arguments }] : [],
  );
  return {
    text: textOf(content, 'text') ?? '',
    reasoning: textOf(content, 'reasoning') || undefined,
    refusal: textOf(content, 'refusal'),
    toolCalls,
    sources: content.flatMap((part) => (part.type === 'source' ? [part.source] : [])),
    content,
    finishReason,
    finishReasonRaw,
    model,
    provider,
    id,
    usage,
    cost,
    ...(saved && { saved }),
    ...(finish.response && { response: finish.response }),
    ...(finish.logprobs && { logprobs: finish.logprobs }),
    ...(finish.serviceTier !== undefined && { serviceTier: finish.serviceTier }),
    cached: finish.cached ?? false,
    attempts: finish.attempts ?? [],
    warnings: finish.warnings ?? [],
  };
}
