import type { Usage } from '@rephysco/core';
import { asObject, asText, type Origin, type StreamEvent, type WireObject } from '@rephysco/core/provider';
import { name } from '../service/environment.ts';
import { createBlockReader } from './block-reader.ts';
import { keep } from './provider-data.ts';
import { laterUsage, toFinishReason, toUsage } from './usage.ts';

/** Where an answer comes from, and the warnings about its request. */
export interface Source {
  readonly origin: Origin;
  /** Model of the request. The model that the answer names comes first. */
  readonly model: string;
  readonly warnings: readonly string[];
}

/** Reads one answer, from the events of a stream or from a whole message. */
export interface AnswerReader {
  /** Takes an event of a stream and returns the content in it. Unknown events have none. */
  read(event: WireObject): readonly StreamEvent[];
  /** Whether a stop reason has arrived. */
  ended(): boolean;
  usage(): Usage;
  /** Returns the events at the end of the answer, the last of which is `finish`. */
  finish(): readonly StreamEvent[];
}

/** Creates a reader. Usage and stop reason of the last `message_delta` count. */
export function createAnswerReader({ origin, model, warnings }: Source): AnswerReader {
  let message: WireObject = {};
  let usage: WireObject = {};
  const named = (): string => asText(message.model) ?? model;
  const blocks = createBlockReader(origin, named);
  const raw = (): string | undefined => asText(message.stop_reason);
  const take = (fields: unknown, counts: unknown): void => {
    message = laterUsage(message, fields);
    usage = laterUsage(usage, counts);
  };

  return {
    ended: () => raw() !== undefined,
    usage: () => toUsage(usage),
    read(event) {
      const index = Number(event.index ?? 0);
      switch (event.type) {
        case 'message_start':
          take(event.message, asObject(event.message)?.usage);
          return [];
        case 'content_block_start':
          return blocks.open(index, asObject(event.content_block) ?? {});
        case 'content_block_delta':
          return blocks.add(index, asObject(event.delta) ?? {});
        case 'content_block_stop':
          return blocks.close(index);
        case 'message_delta':
          take(event.delta, event.usage);
          return [];
        default:
          return [];
      }
    },
    finish() {
      const refusal = raw() === 'refusal' ? asText(asObject(message.stop_details)?.explanation) : undefined;
      const container = asObject(message.container);
      const missing = `${name} sent no stop reason; the answer may be incomplete.`;
      return [
        ...blocks.closeAll(),
        ...(refusal === undefined ? [] : [{ type: 'refusal', text: refusal } as const]),
        ...(container ? [{ type: 'text', text: '', ...keep({ container }) } as const] : []),
        {
          type: 'finish',
          finishReason: toFinishReason(raw()),
          finishReasonRaw: raw(),
          model: named(),
          provider: name,
          id: asText(message.id),
          usage: toUsage(usage),
          warnings: raw() === undefined ? [...warnings, missing] : warnings,
        },
      ];
    },
  };
}
