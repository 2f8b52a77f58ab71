import type { ContentEvent, StreamEvent } from '../contract/events.ts';
import { type ContentPart, isMediaPart } from '../contract/message.ts';
import type { GenerateResult } from '../contract/result.ts';
import { parseDataURL } from '../media/data-url.ts';

/** Fields of a result from which its events can be recreated. */
export type Replayable = Pick<
  GenerateResult,
  'content' | 'finishReason' | 'finishReasonRaw' | 'model' | 'provider' | 'id' | 'usage' | 'cost' | 'warnings'
> &
  Partial<Pick<GenerateResult, 'cached' | 'attempts' | 'saved' | 'response' | 'logprobs' | 'serviceTier'>>;

/** Yields the events of a result, one per part, and `finish`. */
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

function toEvent(part: ContentPart): ContentEvent | undefined {
  if (part.type === 'tool-result') return undefined;
  if (!isMediaPart(part)) return part;
  const { mediaType = '', data = '' } = parseDataURL(part.url) ?? {};
  const { type: kind, providerData } = part;
  return { type: 'media', kind, mediaType: part.mediaType ?? mediaType, data, ...(providerData && { providerData }) };
}
