import {
  type ImageRate,
  type ImageSize,
  imageTokens,
  type MediaRates,
  mostImageTokens,
} from '../contract/media-rates.ts';
import type { MediaPart } from '../contract/message.ts';
import { type Measure, measureMedium, one } from '../media/media-size.ts';

/** Estimated tokens of a medium, and the maximum error in either direction. */
export interface MediumCount {
  readonly tokens: number;
  readonly bound: number;
}

/**
 * Counts the tokens of a medium by the rates of a model. Behind a URL, an image may have any size, audio and video are
 * assumed to last at most two minutes, and a document to have at most ten pages.
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

/** Returns the rates for a request, with the changes of its provider options. */
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

/** Estimate for models with unknown rates. Most known formulas stay below its maximum. */
const unknown: MediumCount = { tokens: 1100, bound: 1100 };

/** Relative error of the formulas, because services count slightly differently. */
const formulaError = 0.1;

/** Assumed size of an image of unknown size. */
const usualSize: ImageSize = { width: 1024, height: 1024 };
const smallestSize: ImageSize = { width: 1, height: 1 };

function countImage(rates: readonly ImageRate[], size: ImageSize | undefined): MediumCount {
  const counts = rates.map((rate) => imageTokens(rate, size ?? usualSize));
  const [tokens = 0] = counts;
  const ends = size ? counts : rates.flatMap((rate) => [imageTokens(rate, smallestSize), mostImageTokens(rate)]);
  const off = Math.max(...ends.map((end) => Math.abs(end - tokens)));
  return { tokens, bound: Math.ceil(off + tokens * formulaError) };
}

/** Cache of measures, because the parts of a conversation are counted at every turn. */
const measures = new WeakMap<MediaPart, Measure>();

function measured(part: MediaPart): Measure {
  const known = measures.get(part);
  if (known) return known;
  const measure = measureMedium(part);
  measures.set(part, measure);
  return measure;
}
