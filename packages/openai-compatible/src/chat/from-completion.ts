import type { StreamEvent } from '@rephysco/core';
import {
  asList,
  asObject,
  asText,
  type Batch,
  fromErrorObject,
  invalidAnswer,
  isErrorObject,
  type Origin,
  type WireObject,
} from '@rephysco/core/provider';
import type { Dialect } from '../dialect.ts';
import { collectToolCalls } from './tool-calls.ts';
import { toCost, toFinishReason, toUsage } from './usage.ts';

/** Where an answer comes from, and what is said with it. */
export interface Source {
  readonly origin: Origin;
  readonly dialect: Pick<Dialect, 'name' | 'quirks'>;
  /** The model that was asked; the answer's own word for it comes first. */
  readonly model: string;
  readonly warnings: readonly string[];
}

/**
 * The events of a whole completion.
 *
 * @throws ProviderError when it is an error object, or holds no answer
 */
export function fromCompletion(body: WireObject, source: Source): Batch {
  if (isErrorObject(body)) throw fromErrorObject(body, source.origin);
  const choice = firstChoice(body);
  const raw = asText(choice?.finish_reason);
  // Azure leaves the message out where its filter blocked all of it.
  const message = asObject(choice?.message) ?? (raw === undefined ? undefined : {});
  if (!message) throw invalidAnswer('the answer holds no choice', source.origin);
  const calls = collectToolCalls(source.origin);
  calls.add(message.tool_calls, message.function_call);
  const events = [...contentEvents(message, source), ...calls.events()];
  const calledTools = events.some(({ type }) => type === 'tool-call');
  return [...events, toFinish({ raw, body, usage: body.usage, calledTools }, source)];
}

/** The choice that counts where several were asked for. */
export function firstChoice(body: WireObject): WireObject | undefined {
  return asList(body.choices)
    .map(asObject)
    .find((choice) => choice && (choice.index ?? 0) === 0);
}

/** The content of a message or a delta, tool calls left to their collector. */
export function contentEvents(message: WireObject, { dialect }: Source): readonly StreamEvent[] {
  const events: StreamEvent[] = [];
  const reasoning = asText(message.reasoning_content) ?? asText(message.reasoning);
  if (reasoning) events.push({ type: 'reasoning', text: reasoning });
  const text = asText(message.content);
  if (text) events.push({ type: 'text', text });
  const refusal = asText(message.refusal);
  if (refusal) events.push({ type: 'refusal', text: refusal });
  const data = asText(asObject(message.audio)?.data);
  const mediaType = dialect.quirks?.audioOutput ?? 'audio/pcm;rate=24000';
  if (data) events.push({ type: 'media', kind: 'audio', mediaType, data });
  return events;
}

interface Ending {
  /** The service's word; absent where an answer ends without one. */
  readonly raw: string | undefined;
  /** Any object of the answer that names its id and model. */
  readonly body: WireObject;
  readonly usage: unknown;
  readonly calledTools: boolean;
}

/** The event that ends an answer. */
export function toFinish({ raw, body, usage, calledTools }: Ending, { dialect, model, warnings }: Source): StreamEvent {
  return {
    type: 'finish',
    finishReason: toFinishReason(raw, calledTools),
    finishReasonRaw: raw,
    model: asText(body.model) ?? model,
    provider: dialect.name,
    id: asText(body.id),
    usage: toUsage(usage, dialect.quirks),
    cost: toCost(usage, dialect.quirks),
    warnings,
  };
}
