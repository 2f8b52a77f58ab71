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

/** What asks for the vectors, one request for each text. Options such as `taskType` stand in each of them. */
export function toEmbedRequests({ input, dimensions, providerOptions }: EmbedRequest): readonly WireObject[] {
  return input.map((text) => ({
    content: { parts: [{ text }] },
    ...(dimensions !== undefined && { outputDimensionality: dimensions }),
    ...providerOptions,
  }));
}

/**
 * The vectors of an answer.
 *
 * @throws ProviderError when a vector is missing or is none
 */
export function toEmbeddings(body: WireObject, { model, input }: EmbedRequest, origin: Origin): EmbedResult {
  const embeddings = asList(body.embeddings).map((each) =>
    asList(asObject(each)?.values).filter((value) => typeof value === 'number'),
  );
  if (embeddings.length !== input.length || embeddings.some((vector) => vector.length === 0)) {
    throw invalidAnswer('the answer does not hold a vector for each text', origin);
  }
  return { embeddings, usage: toUsage(asObject(body.usageMetadata) ?? {}), model };
}
