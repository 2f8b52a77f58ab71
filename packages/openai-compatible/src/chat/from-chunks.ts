import { ProviderError } from '@rephysco/core';
import {
  type Answer,
  asList,
  asObject,
  asText,
  at,
  type Batch,
  type ContentEvent,
  collectSources,
  countKept,
  createAnswer,
  endMarker,
  invalidAnswer,
  isEndMarker,
  isLarge,
  type Logprob,
  networkError,
  type Origin,
  objectsIn,
  parseLargeEvent,
  type SourceCollector,
  type StreamEvent,
  shareAnswer,
  shareBatch,
  type WireEvent,
  type WireObject,
} from '@rephysco/core/provider';
import { isChunk } from '../service/read-event.ts';
import { contentEvents, type Reasoning, reasoningOf } from './content.ts';
import { argumentDeltas, logprobsOf, sourcesIn } from './extras.ts';
import { calledTools, firstChoice, messageOf, type Source, toFinish, withKept } from './from-completion.ts';
import { type KeptReasoning, keepReasoning } from './kept-reasoning.ts';
import { addDetail } from './reasoning-details.ts';
import { createRepeatedChunks, onlyText, type RepeatedChunks } from './repeated-chunks.ts';
import { splitThinking, type ThinkSplitter } from './think-tags.ts';
import { collectToolCalls, type ToolCalls } from './tool-calls.ts';

/** State of an answer before its end. */
interface Progress {
  readonly answer: Answer;
  /** Returns the origin of errors, with the content received so far. */
  readonly here: () => Origin;
  readonly calls: ToolCalls;
  readonly thinking: ThinkSplitter | undefined;
  readonly repeated: RepeatedChunks;
  readonly reasoning: KeptReasoning;
  readonly details: unknown[];
  readonly sources: SourceCollector;
  readonly logprobs: Logprob[];
  /** Counts values that are kept until the end. */
  readonly keep: <Value>(value: Value) => Value;
  /** Names of the calls whose arguments are arriving, by index. */
  readonly callNames: Map<number, { id: string; name: string }>;
  raw: string | undefined;
  /** `true` after the end marker. */
  marked: boolean;
  usage: unknown;
  body: WireObject;
}

/**
 * Yields the events of a streamed completion, in the batches in which they arrive.
 *
 * @throws ProviderError of kind `interrupted`, with the partial answer, if the stream ends without a finish reason and
 *   without the end marker; of the reported kind if the stream contains an error; of kind `server` if the stream is
 *   empty
 */
export async function* fromChunks(batches: AsyncIterable<readonly WireEvent[]>, source: Source): AsyncGenerator<Batch> {
  const { thinkTags } = source.dialect.quirks ?? {};
  const answer = shareAnswer(source.origin.signal, createAnswer());
  const progress: Progress = {
    answer,
    here: () => at(source.origin, answer),
    calls: collectToolCalls(source.origin),
    thinking: thinkTags ? splitThinking(thinkTags === 'open') : undefined,
    repeated: createRepeatedChunks(),
    reasoning: keepReasoning(),
    details: [],
    sources: collectSources(source.origin),
    keep: countKept(source.origin),
    logprobs: [],
    callNames: new Map(),
    raw: undefined,
    marked: false,
    usage: undefined,
    body: {},
  };
  try {
    for await (const batch of batches) {
      const events: StreamEvent[] = [];
      try {
        for (const event of batch) {
          read(isLarge(event.data) ? await parseLargeEvent(event) : event, progress, events, source);
        }
      } catch (error) {
        // Delivers the events before a broken chunk before its error is thrown.
        if (events.length > 0) yield shareBatch(events, answer);
        throw error;
      }
      if (events.length > 0) yield shareBatch(events, answer);
      if (progress.marked) break;
    }
  } catch (error) {
    // After the finish reason, a broken connection loses only the usage.
    if (error instanceof ProviderError || progress.raw === undefined) {
      throw networkError(error, progress.here());
    }
  }
  await progress.calls.join();
  yield [...ending(progress, source)];
}

function ending(progress: Progress, source: Source): Batch {
  const { answer, here, calls, raw, marked, usage, body, details } = progress;
  const { dialect, origin } = source;
  const held = progress.thinking?.end() ?? [];
  const called = withKept(calls.events(dialect.name), { reasoning: progress.reasoning.texts(), details }, dialect);
  if (raw === undefined) {
    if (!marked) throw invalidAnswer('the stream ended before the answer was complete', here());
    const empty = answer.content().length + held.length + called.length === 0;
    if (empty) throw invalidAnswer('the stream ended without content and without a finish reason', origin);
  }
  const finish = toFinish({ raw, usage, body, calledTools: calledTools(called), logprobs: progress.logprobs }, source);
  return [...held, ...progress.sources.parts(), ...called, finish];
}

/** Reads one event of the stream. Adds its content to `events` and the rest to `progress`. */
function read(event: WireEvent, progress: Progress, events: StreamEvent[], source: Source): void {
  const repeated = progress.repeated.textOf(event);
  if (repeated !== undefined) {
    add([{ type: 'text', text: repeated }], progress, events);
    return;
  }
  progress.marked ||= isEndMarker(event.data);
  if (progress.marked) return;
  const chunks = chunksIn(event, progress);
  for (const chunk of chunks) {
    progress.marked ||= chunk === endMarker;
    if (progress.marked || !isChunk(event.event, chunk, progress.here)) continue;
    const delta = take(chunk, progress);
    if (!delta) continue;
    progress.calls.add(delta.tool_calls, delta.function_call);
    if (delta.tool_calls) events.push(...argumentDeltas(delta.tool_calls, progress.callNames));
    const reasoning = reasoningOf(delta);
    noteReasoning(delta, reasoning, progress);
    const content = contentEvents(delta, source.dialect, reasoning);
    const text = chunks.length === 1 ? onlyText(delta, content, firstChoice(chunk)) : undefined;
    if (text !== undefined) progress.repeated.learn(event, text);
    add(content, progress, events);
  }
}

function add(content: readonly ContentEvent[], { thinking, answer }: Progress, events: StreamEvent[]): void {
  for (const piece of thinking ? content.flatMap(thinking.add) : content) {
    answer.add(piece);
    events.push(piece);
  }
}

/** Parses the chunks of an event. Ignores incomplete JSON after the finish reason: only the usage is missing then. */
function chunksIn(event: WireEvent, { raw, here }: Progress): readonly WireObject[] {
  try {
    return objectsIn(event, here);
  } catch (error) {
    if (raw !== undefined && /^\s*\{/.test(event.data)) return [];
    throw error;
  }
}

/** Returns the delta of a chunk and records its metadata. The last usage counts. Usages are never summed. */
function take(chunk: WireObject, progress: Progress): WireObject | undefined {
  if (!asText(progress.body.id) || !asText(progress.body.model)) progress.body = { ...progress.body, ...named(chunk) };
  const tier = asText(chunk.service_tier);
  if (tier && tier !== progress.body.service_tier) progress.body = { ...progress.body, service_tier: tier };
  const choice = firstChoice(chunk);
  const usage = asObject(chunk.usage) ?? asObject(choice?.usage) ?? asObject(asObject(chunk.x_groq)?.usage);
  if (usage) progress.usage = usage;
  // An empty string is not a finish reason. Some models send it with every chunk.
  progress.raw ??= asText(choice?.finish_reason);
  const delta = messageOf(choice);
  progress.sources.add(sourcesIn(delta ?? {}, chunk));
  if (choice?.logprobs) for (const logprob of logprobsOf(choice)) progress.logprobs.push(progress.keep(logprob));
  return delta;
}

function noteReasoning(delta: WireObject, found: Reasoning | undefined, { reasoning, details, keep }: Progress): void {
  reasoning.add(found);
  for (const detail of asList(delta.reasoning_details)) addDetail(asObject(keep(detail)) ?? {}, details);
}

const named = ({ id, model }: WireObject): WireObject => ({
  ...(asText(id) && { id }),
  ...(asText(model) && { model }),
});
