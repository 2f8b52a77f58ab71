import { nameOf } from '../engine/random.ts';
import { type Script, scriptText } from '../engine/script.ts';
import { isObject, type JSONObject, parseOr } from '../json.ts';
import type { Frame } from '../reply.ts';
import { signatureOf } from './anthropic-check.ts';

/** Values that all events of one answer share. */
export interface AnthropicEnvelope {
  readonly id: string;
  readonly model: string;
  /** `true` if reasoning has a text in addition to its signature. */
  readonly showsThinking: boolean;
}

/** Returns a whole message. */
export function toMessage(script: Script, envelope: AnthropicEnvelope): JSONObject {
  return {
    ...head(envelope),
    content: blocksOf(script, envelope).map(({ start, whole }) => ({ ...start, ...whole })),
    stop_reason: stopReasons[script.finishReason],
    stop_sequence: null,
    usage: usageOf(script),
  };
}

/** Returns the events of a streamed message, with a ping after the start of the first block. */
export function* toEvents(script: Script, envelope: AnthropicEnvelope): Generator<Frame> {
  const { input_tokens } = usageOf(script);
  const message = {
    ...head(envelope),
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...usageOf(script), input_tokens, output_tokens: 1 },
  };
  yield frame({ type: 'message_start', message });
  for (const [index, { start, deltas }] of blocksOf(script, envelope).entries()) {
    yield frame({ type: 'content_block_start', index, content_block: start });
    if (index === 0) yield frame({ type: 'ping' });
    for (const [delta, piece] of deltas) yield frame({ type: 'content_block_delta', index, delta }, piece);
    yield frame({ type: 'content_block_stop', index });
  }
  const delta = { stop_reason: stopReasons[script.finishReason], stop_sequence: null };
  yield frame({ type: 'message_delta', delta, usage: usageOf(script) });
  yield frame({ type: 'message_stop' });
}

const stopReasons = { stop: 'end_turn', length: 'max_tokens', tool_calls: 'tool_use' } as const;

const head = ({ id, model }: AnthropicEnvelope): JSONObject => ({ id, type: 'message', role: 'assistant', model });

function frame(event: JSONObject, piece = false): Frame {
  const data = `event: ${String(event.type)}\ndata: ${JSON.stringify(event)}\n\n`;
  return { data, ...(piece && { piece }) };
}

interface Block {
  /** Block in its start event. */
  readonly start: JSONObject;
  /** Complete block. */
  readonly whole: JSONObject;
  /** Deltas, each with a flag for pieces that count for pacing and faults. */
  readonly deltas: readonly (readonly [JSONObject, boolean])[];
}

function blocksOf(script: Script, { showsThinking }: AnthropicEnvelope): readonly Block[] {
  const blocks: Block[] = [];
  const pieces = (type: 'text' | 'reasoning'): readonly string[] =>
    script.steps.flatMap((step) => (step.type === type ? [step.text] : []));
  if (pieces('reasoning').length > 0) {
    const thinking = showsThinking ? scriptText(script, 'reasoning') : '';
    const signature = signatureOf(thinking);
    const shown = showsThinking ? pieces('reasoning') : [];
    blocks.push({
      start: { type: 'thinking', thinking: '', signature: '' },
      whole: { thinking, signature },
      deltas: [
        ...shown.map((text) => [{ type: 'thinking_delta', thinking: text }, true] as const),
        [{ type: 'signature_delta', signature }, false],
      ],
    });
  }
  const texts = pieces('text');
  if (texts.length > 0) {
    const deltas = texts.map((text) => [{ type: 'text_delta', text }, true] as const);
    blocks.push({ start: { type: 'text', text: '' }, whole: { text: texts.join('') }, deltas });
  }
  for (const step of script.steps)
    if (step.type === 'tool-call') blocks.push(toolBlock(step.id, step.name, step.arguments));
  return blocks;
}

/** Arguments of a call arrive in pieces. The first piece is empty. */
function toolBlock(id: string, name: string, text: string): Block {
  const input = parseOr(text);
  const pieces = ['', ...(text.match(/[\s\S]{1,12}/g) ?? [])];
  return {
    start: { type: 'tool_use', id: `toolu_${nameOf(id, 22)}`, name, input: {}, caller: { type: 'direct' } },
    whole: { input: isObject(input) ? input : {} },
    deltas: pieces.map((piece) => [{ type: 'input_json_delta', partial_json: piece }, piece !== ''] as const),
  };
}

function usageOf({ usage: { inputTokens, outputTokens, reasoningTokens, cachedInputTokens } }: Script): JSONObject {
  return {
    input_tokens: inputTokens - cachedInputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: cachedInputTokens,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: outputTokens,
    output_tokens_details: { thinking_tokens: reasoningTokens },
    service_tier: 'standard',
  };
}
