import type { StreamEvent } from '../contract/events.ts';
import { joinBase64 } from '../media/data-url.ts';
import type { EventEncoder } from './event-encoder.ts';

const part = (value: Readonly<Record<string, unknown>>): string => `data: ${JSON.stringify(value)}\n\n`;

/** Kinds of text that the protocol sends as blocks: a start, deltas, and an end. */
type Block = 'text' | 'reasoning';

/**
 * Returns an encoder for the UI message stream protocol of the AI SDK, version 1:
 * https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol (read 2026-11-30).
 */
export function createUIMessageEncoder(): EventEncoder {
  let started = false;
  let open: { readonly block: Block; readonly id: string } | undefined;
  let blocks = 0;
  let sources = 0;
  let audio: { readonly mediaType: string; readonly chunks: string[] } | undefined;
  const announced = new Set<string>();

  const start = (): string => {
    if (started) return '';
    started = true;
    return part({ type: 'start' }) + part({ type: 'start-step' });
  };
  const closeBlock = (): string => {
    const closed = open ? part({ type: `${open.block}-end`, id: open.id }) : '';
    open = undefined;
    return closed;
  };
  const file = (mediaType: string, data: string): string =>
    part({ type: 'file', mediaType, url: `data:${mediaType};base64,${data}` });
  // The protocol has no part for a chunk of audio, so consecutive chunks become one file.
  const closeAudio = (next?: StreamEvent): string => {
    if (!audio || (next?.type === 'media' && next.mediaType === audio.mediaType)) return '';
    const { mediaType, chunks } = audio;
    audio = undefined;
    return file(mediaType, joinBase64(chunks));
  };
  const delta = (block: Block, text: string): string => {
    if (text === '') return '';
    const before = open?.block === block ? '' : closeBlock();
    let begun = '';
    if (!open) {
      blocks += 1;
      open = { block, id: `${block}-${blocks}` };
      begun = part({ type: `${block}-start`, id: open.id });
    }
    return before + begun + part({ type: `${block}-delta`, id: open.id, delta: text });
  };
  const announce = (toolCallId: string, toolName: string): string => {
    if (announced.has(toolCallId)) return '';
    announced.add(toolCallId);
    return closeBlock() + part({ type: 'tool-input-start', toolCallId, toolName });
  };
  const encode = (event: StreamEvent): string => {
    switch (event.type) {
      case 'text':
      case 'refusal':
        return delta('text', event.text);
      case 'reasoning':
        return delta('reasoning', event.text);
      case 'tool-call-delta': {
        const { id: toolCallId, name, delta: inputTextDelta } = event;
        const begun = announce(toolCallId, name);
        return begun + (inputTextDelta && part({ type: 'tool-input-delta', toolCallId, inputTextDelta }));
      }
      case 'tool-call': {
        const { id: toolCallId, name: toolName, arguments: input } = event;
        return announce(toolCallId, toolName) + part({ type: 'tool-input-available', toolCallId, toolName, input });
      }
      case 'tool-result': {
        const { id: toolCallId, output, isError } = event;
        const failed = { type: 'tool-output-error', toolCallId, errorText: String(output) };
        return part(isError ? failed : { type: 'tool-output-available', toolCallId, output });
      }
      case 'source': {
        sources += 1;
        const { type, url = '', title, fileId = '' } = event.source;
        const sourceId = `source-${sources}`;
        const named = title === undefined ? {} : { title };
        return part(
          type === 'url'
            ? { type: 'source-url', sourceId, url, ...named }
            : { type: 'source-document', sourceId, mediaType: 'application/octet-stream', title: title ?? fileId },
        );
      }
      case 'media': {
        const { kind, mediaType, data } = event;
        if (kind !== 'audio') return closeBlock() + file(mediaType, data);
        audio ??= { mediaType, chunks: [] };
        audio.chunks.push(data);
        return closeBlock();
      }
      case 'finish':
        return closeBlock() + part({ type: 'finish-step' }) + part({ type: 'finish' });
    }
  };
  return {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-vercel-ai-ui-message-stream': 'v1',
    },
    event: (event) => start() + closeAudio(event) + encode(event),
    end: () => 'data: [DONE]\n\n',
    error: (errorText) => start() + closeAudio() + closeBlock() + part({ type: 'error', errorText }),
  };
}
