import type { EmbedResult } from '@rephysco/core';
import {
  asList,
  asObject,
  type EmbedRequest,
  type Origin,
  readVectors,
  type WireObject,
} from '@rephysco/core/provider';
import { toUsage } from '../response/usage.ts';

/**
 * Returns the body of an embedding call, with one request per text. Each request contains options such as `taskType`.
 */
export function toEmbedRequests({ input, dimensions, providerOptions }: EmbedRequest): readonly WireObject[] {
  return input.map((text) => ({
    content: { parts: [{ text }] },
    ...(dimensions !== undefined && { outputDimensionality: dimensions }),
    ...providerOptions,
  }));
}

/**
 * Returns the vectors of a response.
 *
 * @throws ProviderError if a vector is missing or invalid
 */
export function toEmbeddings(body: WireObject, { model, input }: EmbedRequest, origin: Origin): EmbedResult {
  const values = asList(body.embeddings).map((each) => asObject(each)?.values);
  const embeddings = readVectors(values, input.length, origin);
  return { embeddings, usage: toUsage(asObject(body.usageMetadata) ?? {}), model };
}
