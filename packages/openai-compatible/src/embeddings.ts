import type { EmbedResult } from '@rephysco/core';
import type { WireObject } from './dialect.ts';
import { noAnswer, type Origin } from './errors.ts';
import { toUsage } from './usage.ts';
import { asList, asNumber, asObject, asText } from './wire-value.ts';

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
    throw noAnswer('the answer holds no vectors', origin);
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
