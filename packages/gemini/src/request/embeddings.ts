import type { EmbedResult } from '@rephysco/core';
import {
  asList,
  asObject,
  type EmbedRequest,
  invalidAnswer,
  type Origin,
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
  const embeddings = asList(body.embeddings).map((each) =>
    asList(asObject(each)?.values).filter((value) => typeof value === 'number'),
  );
  if (embeddings.length !== input.length || embeddings.some((vector) => vector.length === 0)) {
    throw invalidAnswer('the answer does not contain one vector per text', origin);
  }
  return { embeddings, usage: toUsage(asObject(body.usageMetadata) ?? {}), model };
}
