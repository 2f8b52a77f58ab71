import type { EmbedResult } from '@rephysco/core';
import {
  asList,
  asObject,
  asText,
  byIndex,
  type EmbedRequest,
  invalidAnswer,
  type Origin,
  readJSONObject,
  readVectors,
  vectorLimits,
  type WireObject,
} from '@rephysco/core/provider';
import type { Quirks } from '../dialect.ts';
import type { Connection } from '../service/connection.ts';
import { toUsage } from './usage.ts';

/** Requests one vector per input. */
export async function embed(
  connection: Connection,
  request: EmbedRequest,
  { base64Vectors = false }: Pick<Quirks, 'base64Vectors'> = {},
): Promise<EmbedResult> {
  const { model, input, dimensions, signal, providerOptions } = request;
  const chosen = dimensions === undefined ? {} : { dimensions };
  const body = {
    model,
    input: [...input],
    encoding_format: base64Vectors ? 'base64' : 'float',
    ...chosen,
    ...providerOptions,
  };
  const response = await connection.send('embeddings.create', body, signal);
  const origin = connection.origin(signal);
  const answer = await readJSONObject(response, origin, vectorLimits(input.length));
  return toEmbeddings(answer, model, origin, input.length);
}

/**
 * Returns the vectors of a response, in the order of their inputs.
 *
 * @param count number of texts in the request. @default the number of vectors
 * @throws ProviderError if a vector is missing or invalid
 */
export function toEmbeddings(body: WireObject, model: string, origin: Origin, count?: number): EmbedResult {
  const rows = byIndex(
    asList(body.data).map((row) => asObject(row) ?? {}),
    origin,
  );
  if (rows.length === 0) throw invalidAnswer('the answer contains no vectors', origin);
  const vectors = rows.map(({ embedding }) => embedding);
  return {
    embeddings: readVectors(vectors, count ?? rows.length, origin),
    usage: toUsage(body.usage),
    model: asText(body.model) ?? model,
  };
}
