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

/** Returns a vector for each input. */
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
  throw invalidAnswer(`the answer holds ${result.embeddings.length} vectors for ${input.length} texts`, origin);
}

/**
 * The vectors of an answer, in the order of their inputs.
 *
 * @throws ProviderError when a vector is missing or is none
 */
export function toEmbeddings(body: WireObject, model: string, origin: Origin): EmbedResult {
  const rows = asList(body.data).map((row, position) => ({ position, ...asObject(row) }) as WireObject);
  rows.sort((one, other) => indexOf(one) - indexOf(other));
  const embeddings = rows.map((row) => toVector(row.embedding));
  if (embeddings.length === 0 || embeddings.some((vector) => vector.length === 0)) {
    throw invalidAnswer('the answer holds no vectors', origin);
  }
  return { embeddings, usage: toUsage(body.usage), model: asText(body.model) ?? model };
}

const indexOf = (row: WireObject): number => asNumber(row.index) ?? asNumber(row.position) ?? 0;

/** A vector as numbers, or as base64 of 32-bit floats, little end first, as OpenAI packs it. */
function toVector(value: unknown): number[] {
  if (Array.isArray(value)) return value.filter((each) => typeof each === 'number');
  if (typeof value !== 'string') return [];
  const bytes = Buffer.from(value, 'base64');
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, position) => bytes.readFloatLE(position * 4));
}
