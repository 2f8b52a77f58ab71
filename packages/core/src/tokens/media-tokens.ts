import {
  type ImageRate,
  type ImageSize,
  imageTokens,
  type MediaRates,
  mostImageTokens,
} from '../contract/media-rates.ts';
import type { MediaPart } from '../contract/message.ts';
import { type Measure, measureMedium, one } from '../media/media-size.ts';

/** Tokens of a medium, and by how many it may be off either way. */
export interface MediumCount {
  readonly tokens: number;
  readonly bound: number;
}

/**
 * Counts a medium by what is known of a model. An image behind a URL has any size; a sound or video behind one is taken
 * to be of at most two minutes and a document of at most ten pages, since nothing tells.
 */
export function countMedium(part: MediaPart, rates: MediaRates = {}): MediumCount {
  const { size, amount } = measured(part);
  if (part.type === 'image') return rates.image?.[0] ? countImage(rates.image, size) : unknown;
  const each = { audio: rates.audio, video: rates.video, file: rates.page }[part.type];
  const { least, likely, most } = part.type === 'file' || each !== undefined ? amount : one;
  const tokens = Math.ceil(likely * (each ?? unknown.tokens));
  const error = each === undefined ? 1 : formulaError;
  const off = Math.max(most - likely, likely - least) * (each ?? unknown.tokens);
  return { tokens, bound: Math.ceil(off + tokens * error) };
}

/** The rates that hold for a request, with what its options change. */
export function ratesFor(
  rates: MediaRates | undefined,
  options: Readonly<Record<string, unknown>> | undefined,
): MediaRates | undefined {
  if (!rates?.option || !options) return rates;
  const { path, values } = rates.option;
  const value = path.split('.').reduce<unknown>((found, name) => (isRecord(found) ? found[name] : undefined), options);
  const changed = Object.entries(values).find(([name]) => name === String(value))?.[1];
  return changed ? { ...rates, ...changed } : rates;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** What most formulas stay below, for those that are not known. */
const unknown: MediumCount = { tokens: 1100, bound: 1100 };

/** Services count some tokens more or fewer than their formulas say. */
const formulaError = 0.1;

/** Of an image whose own size is not known. */
const usualSize: ImageSize = { width: 1024, height: 1024 };
const smallestSize: ImageSize = { width: 1, height: 1 };

function countImage(rates: readonly ImageRate[], size: ImageSize | undefined): MediumCount {
  const counts = rates.map((rate) => imageTokens(rate, size ?? usualSize));
  const [tokens = 0] = counts;
  const ends = size ? counts : rates.flatMap((rate) => [imageTokens(rate, smallestSize), mostImageTokens(rate)]);
  const off = Math.max(...ends.map((end) => Math.abs(end - tokens)));
  return { tokens, bound: Math.ceil(off + tokens * formulaError) };
}

/** Parts are counted again with every turn of a conversation. */
const measures = new WeakMap<MediaPart, Measure>();

function measured(part: MediaPart): Measure {
  const known = measures.get(part);
  if (known) return known;
  const measure = measureMedium(part);
  measures.set(part, measure);
  return measure;
}
