import type { Script, Step } from '../engine/script.ts';
import { tokenize } from '../engine/tokens.ts';
import type { JSONObject } from '../json.ts';
import type { Frame } from '../reply.ts';
import { type Envelope, totalUsage } from './chat-reply.ts';

/** Tokens of a tool call's arguments that come in one delta. */
const argumentTokens = 3;

/** A delta of one choice, and whether it is a piece of the answer. */
interface Delta {
  readonly delta: JSONObject;
  readonly finish?: Script['finishReason'];
  /** Output tokens that it brings, for services that count as they go. */
  readonly tokens: number;
}

/** The events of a streamed Chat Completions answer, `[DONE]` included. Several choices take turns. */
export function* toChunks(scripts: readonly Script[], envelope: Envelope, includeUsage: boolean): Generator<Frame> {
  const { dialect } = envelope;
  const usage = totalUsage(scripts);
  let outputTokens = 0;
  for (const { index, delta, finish, tokens } of interleave(scripts.map((script) => [...toDeltas(script, envelope)]))) {
    outputTokens += tokens;
    const soFar = { ...usage, outputTokens, totalTokens: usage.inputTokens + outputTokens };
    const choice = { index, delta, logprobs: null, finish_reason: finish ?? null };
    yield {
      data: event(envelope, {
        choices: [choice],
        ...(dialect.usageOn === 'everyChunk' && { usage: dialect.usage(finish ? usage : soFar) }),
        ...(dialect.usageOn === 'lastChunk' && (includeUsage || dialect.nullUsage) && { usage: null }),
      }),
      ...(tokens > 0 && { piece: true }),
    };
  }
  if (dialect.usageOn === 'lastChunk' && includeUsage) {
    yield { data: event(envelope, { choices: [], usage: dialect.usage(usage) }) };
  }
  yield { data: `data:${dialect.dataPrefix}[DONE]\n\n` };
}

function event({ id, created, model, dialect }: Envelope, fields: JSONObject): string {
  const chunk = { id, object: 'chat.completion.chunk', created, model, ...dialect.extraFields, ...fields };
  return `data:${dialect.dataPrefix}${JSON.stringify(chunk)}\n\n`;
}

function* toDeltas(script: Script, { dialect, showsReasoning }: Envelope): Generator<Delta> {
  const [first, ...rest] = script.steps.filter((step) => step.type !== 'reasoning' || showsReasoning);
  const early = dialect.textInOpening && first?.type === 'text' ? first.text : undefined;
  yield { delta: dialect.opening(early, first?.type !== 'tool-call'), tokens: early === undefined ? 0 : 1 };
  const steps = early === undefined && first ? [first, ...rest] : rest;
  let calls = 0;
  for (const step of steps) {
    if (step.type === 'tool-call') yield* toCallDeltas(step, calls++, dialect);
    else yield { delta: { ...dialect.deltaFields, ...textDelta(step) }, tokens: 1 };
  }
  yield { delta: {}, finish: script.finishReason, tokens: 0 };
}

function textDelta({ type, text }: Extract<Step, { text: string }>): JSONObject {
  return type === 'text' ? { content: text } : { content: null, reasoning_content: text };
}

function* toCallDeltas(
  call: Extract<Step, { type: 'tool-call' }>,
  index: number,
  { wholeToolCalls, laterToolFields, deltaFields }: Envelope['dialect'],
): Generator<Delta> {
  const delta = (fields: JSONObject): JSONObject => ({ ...deltaFields, tool_calls: [{ index, ...fields }] });
  const { id, name, arguments: text } = call;
  const head = { id, type: 'function' };
  const tokens = tokenize(text);
  if (wholeToolCalls) {
    yield { delta: delta({ ...head, function: { name, arguments: text } }), tokens: tokens.length + 1 };
    return;
  }
  yield { delta: delta({ ...head, function: { name, arguments: '' } }), tokens: 1 };
  for (let at = 0; at < tokens.length; at += argumentTokens) {
    const piece = tokens.slice(at, at + argumentTokens);
    yield { delta: delta({ ...laterToolFields, function: { arguments: piece.join('') } }), tokens: piece.length };
  }
}

function* interleave(choices: readonly (readonly Delta[])[]): Generator<Delta & { readonly index: number }> {
  const longest = Math.max(0, ...choices.map((deltas) => deltas.length));
  for (let at = 0; at < longest; at += 1) {
    for (const [index, deltas] of choices.entries()) {
      const delta = deltas[at];
      if (delta) yield { ...delta, index };
    }
  }
}
