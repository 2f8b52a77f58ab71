import {
  asList,
  asObject,
  asText,
  defaultToolCalls,
  type Origin,
  parseArguments,
  type StreamEvent,
  tooLarge,
  uniqueIds,
  type WireObject,
} from '@rephysco/core/provider';
import { keep } from './provider-data.ts';

/** Reads the content blocks of one answer. A stream sends a block in pieces; a whole answer opens and closes it at once. */
export interface BlockReader {
  open(index: number, block: WireObject): readonly StreamEvent[];
  add(index: number, delta: WireObject): readonly StreamEvent[];
  close(index: number): readonly StreamEvent[];
  /** Closes blocks that the service left open. */
  closeAll(): readonly StreamEvent[];
}

interface OpenBlock {
  /** The block as it began. */
  readonly block: WireObject;
  /** Text, thinking or a summary, in pieces. */
  readonly texts: string[];
  /** JSON of the input of a tool, in pieces. */
  readonly input: string[];
  readonly citations: unknown[];
  signature: string | undefined;
  /** Id of a tool call, unique within the answer. */
  id: string;
}

/**
 * Creates a reader. Blocks are kept apart by their index and read by their type, never by their order.
 *
 * @param modelOf model that the answer names, which thinking belongs to
 * @throws InvalidAnswerError from `open` above `origin.maxToolCalls`
 */
export function createBlockReader(origin: Origin, modelOf: () => string): BlockReader {
  const { maxToolCalls = defaultToolCalls } = origin;
  const blocks = new Map<number, OpenBlock>();
  const uniqueId = uniqueIds();
  let calls = 0;
  let thought = false;

  const say = (open: OpenBlock, text: unknown): readonly StreamEvent[] => {
    if (typeof text !== 'string' || text === '') return [];
    const isFirst = open.texts.length === 0;
    open.texts.push(text);
    if (open.block.type === 'text') return [{ type: 'text', text }];
    if (open.block.type !== 'thinking') return [];
    // Blocks of thinking are paragraphs of the reasoning.
    const gap: StreamEvent[] = isFirst && thought ? [{ type: 'reasoning', text: '\n\n' }] : [];
    thought = true;
    return [...gap, { type: 'reasoning', text }];
  };

  const open = (index: number, block: WireObject): readonly StreamEvent[] => {
    const citations = [...asList(block.citations)];
    const opened: OpenBlock = { block, texts: [], input: [], citations, signature: asText(block.signature), id: '' };
    blocks.set(index, opened);
    if (block.type !== 'tool_use') return say(opened, block.text ?? block.thinking);
    calls += 1;
    if (calls > maxToolCalls) throw tooLarge(`it calls more than ${maxToolCalls} tools`, origin);
    opened.id = uniqueId(asText(block.id) ?? `call_${calls}`);
    return [{ type: 'tool-call-delta', id: opened.id, name: nameOf(block), delta: '' }];
  };

  const close = (index: number): readonly StreamEvent[] => {
    const found = blocks.get(index);
    blocks.delete(index);
    return found ? closed(found, modelOf()) : [];
  };

  return {
    open,
    add(index, delta) {
      const type = typesOfDeltas[String(delta.type)];
      const begun = blocks.has(index) || type === undefined ? [] : open(index, { type });
      const found = blocks.get(index);
      if (!found) return [];
      if (delta.type === 'signature_delta') found.signature = asText(delta.signature) ?? found.signature;
      if (delta.type === 'citations_delta') found.citations.push(delta.citation);
      if (delta.type !== 'input_json_delta')
        return [...begun, ...say(found, delta.text ?? delta.thinking ?? delta.content)];
      const piece = asText(delta.partial_json);
      if (piece === undefined) return begun;
      found.input.push(piece);
      if (found.block.type !== 'tool_use') return begun;
      return [...begun, { type: 'tool-call-delta', id: found.id, name: nameOf(found.block), delta: piece }];
    },
    close,
    closeAll: () => [...blocks.keys()].flatMap(close),
  };
}

const nameOf = (block: WireObject): string => asText(block.name) ?? '';

/** Types of blocks that a delta can begin, for gateways that leave the start of a block out. */
const typesOfDeltas: Readonly<Record<string, string>> = { text_delta: 'text', thinking_delta: 'thinking' };

/** Returns the events of a block that is complete. What must travel back is kept with an empty text. */
function closed({ block, texts, input, citations, signature, id }: OpenBlock, model: string): readonly StreamEvent[] {
  const text = texts.join('');
  switch (block.type) {
    case 'text':
      return citations.length > 0 ? [{ type: 'text', text: '', ...keep({ citations, length: text.length }) }] : [];
    case 'thinking': {
      const whole = { type: 'thinking', thinking: text, signature };
      return signature === undefined ? [] : [{ type: 'reasoning', text: '', ...keep({ block: whole, model }) }];
    }
    case 'redacted_thinking':
      return [{ type: 'reasoning', text: '', ...keep({ block, model }) }];
    case 'tool_use': {
      const caller = asObject(block.caller);
      const kept = keep({ caller: caller?.type === 'direct' ? undefined : caller });
      const value = parseArguments(input.length > 0 ? input.join('') : block.input);
      return [{ type: 'tool-call', id, name: nameOf(block), arguments: value, ...kept }];
    }
    default: {
      const read = {
        ...(input.length > 0 && { input: parseArguments(input.join('')) }),
        ...(text && { content: text }),
      };
      return [{ type: 'text', text: '', ...keep({ block: { ...block, ...read } }) }];
    }
  }
}
