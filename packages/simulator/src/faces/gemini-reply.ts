import { hexOf } from '../engine/random.ts';
import { type Script, type ScriptUsage, scriptCalls, scriptText } from '../engine/script.ts';
import { isObject, type JSONObject, parseOr } from '../json.ts';

/** What all events of one answer have in common. */
export interface GeminiEnvelope {
  readonly id: string;
  readonly model: string;
  /** Thoughts are shown only where the request asks for them. */
  readonly showsThoughts: boolean;
}

/** A plain generateContent answer. */
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

/** The events of a streamed answer. Usage grows from event to event; all calls come in the last one. */
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

/** Calls arrive whole, the first with a signature; one that the token limit cut does not arrive. */
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

/** Gemini 3 and later sign text as well, and give calls an id. */
function isSigned(model: string): boolean {
  return /gemini-[3-9]/.test(model);
}

function signature(text: string): string {
  return Buffer.from(`simulated thought ${hexOf(text, 32)}`).toString('base64');
}

/** Thinking stands beside the candidates' tokens; counts of nothing are left out. */
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
