import type { EmbedRequest, EmbedResult } from '../contract/provider.ts';
import type { Usage } from '../contract/usage.ts';

/** Limits of one embedding request of a service. */
export interface EmbedLimits {
  /** Maximum number of texts. */
  readonly items?: number | undefined;
  /** Maximum number of tokens of all texts together, each byte counted as one, the most that it can be. */
  readonly tokens?: number | undefined;
  /** Maximum number of bytes of all texts together, in UTF-8. */
  readonly bytes?: number | undefined;
}

/** What has been answered of a request, so that a retry of the same request does not pay for its parts again. */
const answered = new WeakMap<EmbedRequest, EmbedResult[]>();

/**
 * Splits a request by the limits of the service, sends its parts one after the other, and joins their results in the
 * order of the inputs. The usage is the sum of all parts. A retry with the same request object goes on where it failed.
 */
export async function embedInParts(
  request: EmbedRequest,
  limits: EmbedLimits,
  send: (part: EmbedRequest) => Promise<EmbedResult>,
): Promise<EmbedResult> {
  const parts = splitTexts(request.input, limits);
  if (parts.length <= 1) return send(request);
  const results = answered.get(request) ?? [];
  answered.set(request, results);
  for (const input of parts.slice(results.length)) {
    request.signal?.throwIfAborted();
    results.push(await send({ ...request, input }));
  }
  answered.delete(request);
  const [first] = results;
  return {
    embeddings: results.flatMap(({ embeddings }) => embeddings),
    usage: sumOf(results.map(({ usage }) => usage)),
    model: first?.model ?? request.model,
  };
}

/** Splits texts into lists within the limits. A text that is above a limit by itself is a list of its own. */
export function splitTexts(texts: readonly string[], limits: EmbedLimits): readonly (readonly string[])[] {
  const { items = Infinity, tokens = Infinity, bytes = Infinity } = limits;
  const parts: string[][] = [];
  let room = { items: 0, tokens: 0, bytes: 0 };
  for (const text of texts) {
    const size = Buffer.byteLength(text);
    // No tokenizer makes more tokens than a text has bytes.
    if (room.items < 1 || room.tokens < size || room.bytes < size) {
      parts.push([]);
      room = { items, tokens, bytes };
    }
    parts.at(-1)?.push(text);
    room = { items: room.items - 1, tokens: room.tokens - size, bytes: room.bytes - size };
  }
  return parts;
}

/** A sum is unknown if one of its parts is. */
function sumOf(usages: readonly Usage[]): Usage {
  const sum = (name: 'inputTokens' | 'outputTokens' | 'totalTokens' | 'cachedInputTokens'): number | undefined => {
    const values = usages.map((usage) => usage[name]).filter((value) => value !== undefined);
    return values.length < usages.length ? undefined : values.reduce((total, value) => total + value, 0);
  };
  return {
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    totalTokens: sum('totalTokens'),
    cachedInputTokens: sum('cachedInputTokens'),
  };
}
