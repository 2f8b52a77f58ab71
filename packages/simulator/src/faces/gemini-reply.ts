import { hexOf } from '../engine/random.ts';
import { type Script, type ScriptUsage, scriptCalls, scriptText } from '../engine/script.ts';
import { isObject, type JSONObject, parseOr } from '../json.ts';

/** Values that all events of one answer share. */
export interface GeminiEnvelope {
  readonly id: string;
  readonly model: string;
  /** `true` if the request asks for thoughts. */
  readonly showsThoughts: boolean;
}

/** Returns a plain generateContent answer. */
export function toGenerated(script: Script, envelope: GeminiEnvelope): JSONObject {
  const thoughts = envelope.showsThoughts ? scriptText(script, 'reasoning') : '';
  const text = scriptText(script, 'text');
  const signed = isSigned(envelope.model) && { thoughtSignature: signature(envelope.id) };
  const parts = [
    ...(thoughts === '' ? [] : [{ text: thoughts, thought: true }]),
    ...(text === '' ? [] : [{ text, ...signed }]),
    ...toCallParts(script, envelope),
  ];
  return answer(parts, envelope, usageOf(script.usage), finishOf(script));
}

/** Yields the events of a streamed answer. The usage grows with each event. All calls are in the last one. */
export function* toGeneratedEvents(
  script: Script,
  envelope: GeminiEnvelope,
): Generator<readonly [JSONObject, boolean]> {
  const { inputTokens } = script.usage;
  let outputTokens = 0;
  let reasoningTokens = 0;
  for (const step of script.steps) {
    if (step.type === 'tool-call') continue;
    outputTokens += 1;
    if (step.type === 'reasoning') reasoningTokens += 1;
    if (step.type === 'reasoning' && !envelope.showsThoughts) continue;
    const part = { text: step.text, ...(step.type === 'reasoning' && { thought: true }) };
    const soFar = {
      inputTokens,
      outputTokens,
      reasoningTokens,
      totalTokens: inputTokens + outputTokens,
      cachedInputTokens: 0,
    };
    yield [answer([part], envelope, usageOf(soFar)), true];
  }
  const calls = toCallParts(script, envelope);
  const closing = isSigned(envelope.model) ? [{ text: '', thoughtSignature: signature(envelope.id) }] : [];
  const parts = calls.length > 0 ? calls : script.finishReason === 'stop' ? closing : [];
  yield [answer(parts, envelope, usageOf(script.usage), finishOf(script)), calls.length > 0];
}

function answer(
  parts: readonly JSONObject[],
  { id, model }: GeminiEnvelope,
  usage: JSONObject,
  finish?: JSONObject,
): JSONObject {
  const content = { ...(parts.length > 0 && { parts }), role: 'model' };
  return {
    candidates: [{ content, ...finish, index: 0 }],
    usageMetadata: usage,
    modelVersion: model,
    responseId: id,
  };
}

function finishOf({ finishReason }: Script): JSONObject {
  if (finishReason === 'length') return { finishReason: 'MAX_TOKENS' };
  if (finishReason === 'stop') return { finishReason: 'STOP' };
  return { finishReason: 'STOP', finishMessage: 'Model generated function call(s).' };
}

/** Calls are sent whole, the first with a signature. A call that the token limit cut is not sent. */
function toCallParts(script: Script, { model }: GeminiEnvelope): readonly JSONObject[] {
  const calls = scriptCalls(script).flatMap((call) => {
    const args = parseOr(call.arguments);
    return isObject(args) ? [{ call, args }] : [];
  });
  return calls.map(({ call, args }, index) => ({
    functionCall: { name: call.name, args, ...(isSigned(model) && { id: hexOf(call.id, 8) }) },
    ...(index === 0 && script.usage.reasoningTokens > 0 && { thoughtSignature: signature(call.id) }),
  }));
}

/** Returns `true` for models that also sign text and give ids to calls (Gemini 3 and later). */
function isSigned(model: string): boolean {
  return /gemini-[3-9]/.test(model);
}

function signature(text: string): string {
  return Buffer.from(`simulated thought ${hexOf(text, 32)}`).toString('base64');
}

/** Reasoning tokens are counted beside the candidates' tokens. Zero counts are omitted. */
function usageOf({ inputTokens, outputTokens, totalTokens, reasoningTokens }: ScriptUsage): JSONObject {
  const said = outputTokens - reasoningTokens;
  return {
    promptTokenCount: inputTokens,
    ...(said > 0 && { candidatesTokenCount: said }),
    totalTokenCount: totalTokens,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: inputTokens }],
    ...(reasoningTokens > 0 && { thoughtsTokenCount: reasoningTokens }),
  };
}
