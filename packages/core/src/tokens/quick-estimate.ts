import { isMediaPart, messageParts } from '../contract/message.ts';
import type { GenerateRequest } from '../contract/request.ts';

/** What a request holds, before anybody counts its tokens. */
export interface RequestSize {
  /** Of text, tool calls and results, tool definitions and the schema, in UTF-8. */
  readonly bytes: number;
  readonly media: number;
}

/** Sizes a request; takes a microsecond or so for a short one. */
export function sizeOf({ messages, tools, schema }: GenerateRequest): RequestSize {
  let bytes = jsonBytes(tools) + jsonBytes(schema);
  let media = 0;
  for (const message of messages) {
    for (const part of messageParts(message)) {
      if (isMediaPart(part)) media += 1;
      else if ('text' in part) bytes += Buffer.byteLength(part.text);
      else bytes += jsonBytes(part);
    }
  }
  return { bytes, media };
}

function jsonBytes(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value) ?? '');
}

/** Bytes of a token: English has four and a half, Chinese three to four, JSON about three. */
const bytesPerToken = 3;

/** Roughly the tokens of so many bytes of text. */
export const tokensIn = (bytes: number): number => Math.ceil(bytes / bytesPerToken);

/** Stands for one medium, whose formula only its provider knows. */
const tokensPerMedium = 765;

/** Roughly the tokens of a request and of the answer that it allows. */
export function estimateTokens(request: GenerateRequest): number {
  const { bytes, media } = sizeOf(request);
  return tokensIn(bytes) + media * tokensPerMedium + (request.maxTokens ?? 0);
}
