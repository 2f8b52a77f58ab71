import type { EmbedResult } from '@rephysco/core';
import {
  asList,
  asNumber,
  asObject,
  asText,
  type EmbedRequest,
  invalidAnswer,
  type Origin,
  readJSONObject,
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
  const result = toEmbeddings(await readJSONObject(response, origin, vectorLimits(input.length)), model, origin);
  if (result.embeddings.length === input.length) return result;
  throw invalidAnswer(`the answer contains ${result.embeddings.length} vectors for ${input.length} texts`, origin);
}

/**
 * Returns the vectors of a response, in the order of their inputs.
 *
 * @throws ProviderError if a vector is missing or invalid
 */
export function toEmbeddings(body: WireObject, model: string, origin: Origin): EmbedResult {
  const rows = asList(body.data).map((row, position) => ({ position, ...asObject(row) }) as WireObject);
  rows.sort((one, other) => indexOf(one) - indexOf(other));
  const embeddings = rows.map((row) => toVector(row.embedding));
  if (embeddings.length === 0 || embeddings.some((vector) => vector.length === 0)) {
    throw invalidAnswer('the answer contains no vectors', origin);
  }
  return { embeddings, usage: toUsage(body.usage), model: asText(body.model) ?? model };
}

const indexOf = (row: WireObject): number => asNumber(row.index) ?? asNumber(row.position) ?? 0;

/** Returns a vector from a list of numbers, or from base64 of little-endian 32-bit floats, as OpenAI sends it. */
function toVector(value: unknown): number[] {
  if (Array.isArray(value)) return value.filter((each) => typeof each === 'number');
  if (typeof value !== 'string') return [];
  const bytes = Buffer.from(value, 'base64');
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, position) => bytes.readFloatLE(position * 4));
}
