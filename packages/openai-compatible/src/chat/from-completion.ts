import {
  type AnswerSource,
  asList,
  asObject,
  asText,
  type Batch,
  type ContentEvent,
  collectSources,
  type FinishEvent,
  finishEvent,
  fromErrorObject,
  invalidAnswer,
  isErrorObject,
  type Logprob,
  type ToolCallEvent,
  type WireObject,
} from '@rephysco/core/provider';
import type { Dialect } from '../dialect.ts';
import { contentEvents, reasoningOf } from './content.ts';
import { logprobsOf, sourcesIn } from './extras.ts';
import { splitThinking } from './think-tags.ts';
import { collectToolCalls } from './tool-calls.ts';
import { toCost, toFinishReason, toUsage } from './usage.ts';

/** Origin of an answer, with the data for its finish event and the dialect of the service. */
export interface Source extends AnswerSource {
  readonly dialect: Pick<Dialect, 'name' | 'quirks'>;
}

/**
 * Returns the events of a whole completion.
 *
 * @throws ProviderError if the body is an error or contains no answer
 */
export function fromCompletion(body: WireObject, source: Source): Batch {
  if (isErrorObject(body)) throw fromErrorObject(body, source.origin);
  const { dialect } = source;
  const choice = firstChoice(body);
  const raw = asText(choice?.finish_reason);
  // Azure omits the message if its filter blocked the whole answer. Older services send a text.
  const message = messageOf(choice) ?? (raw === undefined ? undefined : {});
  if (!message) throw invalidAnswer('the answer contains no choice', source.origin);
  const calls = collectToolCalls(source.origin);
  calls.add(message.tool_calls, message.function_call);
  const content = withThinking(contentEvents(message, dialect, reasoningOf(message)), dialect);
  const called = withKept(calls.events(dialect.name), keptOf(message), dialect);
  if (raw === undefined && content.length + called.length === 0) {
    throw invalidAnswer('the answer contains neither content nor a finish reason', source.origin);
  }
  const usage = body.usage ?? choice?.usage ?? message.usage;
  const sources = collectSources(source.origin);
  sources.add(sourcesIn(message, body));
  const ending = { raw, body, usage, calledTools: calledTools(called), logprobs: logprobsOf(choice) };
  return [...content, ...sources.parts(), ...called, toFinish(ending, source)];
}

/** Returns the message or the delta of a choice. */
export function messageOf(choice: WireObject | undefined): WireObject | undefined {
  const found = asObject(choice?.message) ?? asObject(choice?.delta);
  if (found) return found;
  const text = asText(choice?.text) ?? asText(choice?.message) ?? asText(choice?.delta);
  return text === undefined ? undefined : { content: text };
}

function withThinking(events: readonly ContentEvent[], { quirks }: Source['dialect']): readonly ContentEvent[] {
  if (!quirks?.thinkTags) return events;
  const splitter = splitThinking(quirks.thinkTags === 'open');
  return [...events.flatMap((event) => splitter.add(event)), ...splitter.end()];
}

/** Data that a service requires back with the next request, in addition to text and calls. */
export interface Kept {
  /** Reasoning by the field in which it was sent. */
  readonly reasoning: Readonly<Record<string, string>>;
  readonly details: readonly unknown[];
}

const keptOf = (message: WireObject): Kept => {
  const reasoning = reasoningOf(message);
  return {
    reasoning: reasoning?.field === undefined ? {} : { [reasoning.field]: reasoning.text },
    details: asList(message.reasoning_details),
  };
};

/**
 * Returns the calls, with the data for the next request on the first of them. Services that think between calls reject
 * a history without the reasoning of those turns. Details without a call become a separate part.
 */
export function withKept(
  calls: readonly ToolCallEvent[],
  { reasoning, details }: Kept,
  { name, quirks }: Source['dialect'],
): readonly (ContentEvent | ToolCallEvent)[] {
  const [first, ...others] = calls;
  const kept = {
    ...(quirks?.reasoningBack !== false && first && reasoning),
    ...(details.length > 0 && { reasoning_details: details }),
  };
  if (Object.keys(kept).length === 0) return calls;
  if (!first) return [{ type: 'reasoning', text: '', providerData: { [name]: kept } }];
  const own = asObject(first.providerData?.[name]);
  return [{ ...first, providerData: { [name]: { ...own, ...kept } } }, ...others];
}

/** Returns `true` if events contain a tool call. */
export const calledTools = (events: readonly { readonly type: string }[]): boolean =>
  events.some(({ type }) => type === 'tool-call');

/** Returns the first choice, the only one that is read if the service sends several. */
export function firstChoice(body: WireObject): WireObject | undefined {
  for (const value of asList(body.choices)) {
    const choice = asObject(value);
    const { index } = choice ?? {};
    if (choice && (index === 0 || index === '0' || index === undefined || index === null)) return choice;
  }
  return undefined;
}

interface Ending {
  /** Finish reason of the service. Absent if the answer has none. */
  readonly raw: string | undefined;
  /** Object of the answer that contains its id and model. */
  readonly body: WireObject;
  readonly usage: unknown;
  readonly calledTools: boolean;
  readonly logprobs?: readonly Logprob[] | undefined;
}

/** Returns the event that ends an answer. */
export function toFinish({ raw, body, usage, calledTools: called, logprobs }: Ending, source: Source): FinishEvent {
  const { dialect, model, warnings } = source;
  return finishEvent({
    finishReason: toFinishReason(raw, called),
    finishReasonRaw: raw,
    model: asText(body.model) ?? model,
    provider: dialect.name,
    id: asText(body.id),
    ...(asText(body.service_tier) && { serviceTier: asText(body.service_tier) }),
    usage: toUsage(usage, dialect.quirks),
    cost: toCost(usage, dialect.quirks),
    ...(source.response && { response: source.response() }),
    ...(logprobs?.length && { logprobs }),
    warnings,
  });
}
