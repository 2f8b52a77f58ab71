import type { Script, Step } from '../engine/script.ts';
import { tokenize } from '../engine/tokens.ts';
import type { JSONObject } from '../json.ts';
import type { Frame } from '../reply.ts';
import { type Envelope, totalUsage } from './chat-reply.ts';

/** Number of argument tokens of a tool call per delta. */
const argumentTokens = 3;

/** Delta of one choice. */
interface Delta {
  readonly delta: JSONObject;
  readonly finish?: Script['finishReason'];
  /** Number of tokens in the delta. A delta with tokens counts as a piece of the answer. */
  readonly tokens: number;
  readonly reasoning?: true;
}

/** Options of a stream. */
export interface StreamWishes {
  readonly includeUsage: boolean;
  /** Deltas between the last text and the finish reason, such as pieces of audio. */
  readonly media: readonly JSONObject[];
}

/** Yields the events of a streamed Chat Completions answer, including `[DONE]`. Several choices alternate. */
export function* toChunks(scripts: readonly Script[], envelope: Envelope, wishes: StreamWishes): Generator<Frame> {
  const { envelope: fields, usage: toUsage, stream } = envelope.dialect;
  const { id, created, model } = envelope;
  const usage = totalUsage(scripts);
  const data = (rest: JSONObject): string => {
    const chunk = { id, object: 'chat.completion.chunk', created, model, ...fields, ...rest };
    return `data:${stream.afterData}${JSON.stringify(chunk)}\n\n`;
  };
  const soFar = { ...usage, outputTokens: 0, reasoningTokens: 0 };
  for (const { index, delta, finish, tokens, reasoning } of takeTurns(scripts, envelope, wishes.media)) {
    soFar.outputTokens += tokens;
    if (reasoning) soFar.reasoningTokens += tokens;
    const growing = finish ? usage : { ...soFar, totalTokens: soFar.inputTokens + soFar.outputTokens };
    yield {
      data: data({
        choices: [{ index, ...stream.choice(delta, finish) }],
        ...(stream.usageOn === 'everyChunk' && { usage: toUsage(growing) }),
        ...(stream.usageOn === 'lastChunk' && wishes.includeUsage && stream.nullUsage && { usage: null }),
      }),
      ...(tokens > 0 && { piece: true }),
    };
  }
  if (stream.usageOn === 'lastChunk' && wishes.includeUsage) {
    yield { data: data({ choices: [], usage: toUsage(usage) }) };
  }
  yield { data: `data:${stream.afterData}[DONE]\n\n` };
}

function* toDeltas(script: Script, envelope: Envelope, media: readonly JSONObject[]): Generator<Delta> {
  const { stream } = envelope.dialect;
  const steps = script.steps.filter((step) => step.type !== 'reasoning' || envelope.showsReasoning);
  const opening = stream.opening(steps[0]);
  if (opening) yield { delta: opening, tokens: 0 };
  let first = opening === undefined;
  let calls = 0;
  for (const step of steps) {
    for (const each of step.type === 'tool-call' ? toCallDeltas(step, calls++, envelope) : [toTextDelta(step)]) {
      yield { ...each, delta: stream.delta(each.delta, first) };
      first = false;
    }
  }
  for (const delta of media) yield { delta, tokens: 1 };
  yield { delta: stream.finishDelta, finish: script.finishReason, tokens: 0 };
}

function toTextDelta({ type, text }: Extract<Step, { text: string }>): Delta {
  if (type === 'text') return { delta: { content: text }, tokens: 1 };
  return { delta: { reasoning_content: text }, tokens: 1, reasoning: true };
}

function* toCallDeltas(
  call: Extract<Step, { type: 'tool-call' }>,
  index: number,
  { dialect }: Envelope,
): Generator<Delta> {
  const tokens = tokenize(call.arguments);
  const id = dialect.callId?.(call) ?? call.id;
  const whole = dialect.stream.wholeCalls;
  const head = { index, id, type: 'function', function: { name: call.name, arguments: whole ? call.arguments : '' } };
  yield { delta: { tool_calls: [head] }, tokens: whole ? tokens.length + 1 : 1 };
  if (whole) return;
  const later = dialect.stream.laterCall({ ...call, id });
  for (let at = 0; at < tokens.length; at += argumentTokens) {
    const piece = tokens.slice(at, at + argumentTokens);
    const fields = { ...later.function, arguments: piece.join('') };
    yield { delta: { tool_calls: [{ index, ...later.call, function: fields }] }, tokens: piece.length };
  }
}

function* takeTurns(
  scripts: readonly Script[],
  envelope: Envelope,
  media: readonly JSONObject[],
): Generator<Delta & { readonly index: number }> {
  const choices = scripts.map((script) => [...toDeltas(script, envelope, media)]);
  const longest = Math.max(0, ...choices.map((deltas) => deltas.length));
  for (let at = 0; at < longest; at += 1) {
    for (const [index, deltas] of choices.entries()) {
      const delta = deltas[at];
      if (delta) yield { ...delta, index };
    }
  }
}
