import type { PartialAnswer } from '../contract/error-details.ts';
import { type ContentEvent, type FinishEvent, isContentEvent, type StreamEvent } from '../contract/events.ts';
import { type ContentPart, isMediaPart } from '../contract/message.ts';
import type { GenerateResult } from '../contract/result.ts';
import { joinBase64, parseDataURL, toDataURL } from '../media/data-url.ts';
import { createStringBuilder, type StringBuilder } from '../util/string-builder.ts';
import { toBatches } from './batches.ts';

/** An answer being folded: the one rule of folding, for the client, the cache and partial answers alike. */
export interface Answer {
  add(event: StreamEvent): void;
  /** What has come so far, in order. Neighbours of one type are one part, unless one carries `providerData`. */
  content(): readonly ContentPart[];
  /** What has come so far, as errors carry it. */
  partial(): PartialAnswer;
  /** The whole, or `undefined` while no `finish` has come. */
  result(): GenerateResult | undefined;
}

interface Run {
  readonly event: ContentEvent;
  readonly gathered: StringBuilder;
  /** Pieces of a medium: each decodes by itself. */
  readonly data: string[];
}

/** Starts folding an answer. */
export function createAnswer(): Answer {
  const runs: Run[] = [];
  let last: Run | undefined;
  let finish: FinishEvent | undefined;
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
  };
}

/**
 * Reads an answer to its end.
 *
 * @throws Error when the events end without a `finish`: a provider or a layer broke the contract
 */
export async function collect(events: AsyncIterable<StreamEvent>): Promise<GenerateResult> {
  const answer = createAnswer();
  for await (const batch of toBatches(events)) for (const event of batch) answer.add(event);
  const result = answer.result();
  if (!result) throw new Error('The events ended without a finish event.');
  return result;
}

/** What makes a result; the rest of it can be told from this. */
export type Replayable = Pick<
  GenerateResult,
  'content' | 'finishReason' | 'finishReasonRaw' | 'model' | 'provider' | 'id' | 'usage' | 'cost' | 'warnings'
> &
  Partial<Pick<GenerateResult, 'cached' | 'attempts' | 'saved' | 'response' | 'logprobs' | 'serviceTier'>>;

/** The events that fold into a result, one for each part. */
export function* replay(result: Replayable): Generator<StreamEvent> {
  for (const part of result.content) {
    const event = toEvent(part);
    if (event) yield event;
  }
  const { finishReason, finishReasonRaw, model, provider, id, usage, cost, saved, cached, attempts, warnings } = result;
  const told = { finishReason, finishReasonRaw, model, provider, id, usage, cost, saved, cached, attempts, warnings };
  const { response, logprobs, serviceTier } = result;
  yield {
    type: 'finish',
    ...told,
    ...(response && { response }),
    ...(logprobs && { logprobs }),
    ...(serviceTier !== undefined && { serviceTier }),
  };
}

/** Wires send empty pieces here and there; they are no content, and must not part what stands around them. */
function isEmpty(event: ContentEvent): boolean {
  return 'text' in event && event.text === '' && !('providerData' in event && event.providerData);
}

/** Whether an event goes on where the run before it stopped. */
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

function toEvent(part: ContentPart): ContentEvent | undefined {
  if (part.type === 'tool-result') return undefined;
  if (!isMediaPart(part)) return part;
  const { mediaType = '', data = '' } = parseDataURL(part.url) ?? {};
  const { type: kind, providerData } = part;
  return { type: 'media', kind, mediaType: part.mediaType ?? mediaType, data, ...(providerData && { providerData }) };
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
