/** Rule that calculates the tokens of an image from its width and height in pixels. */
export type ImageRate =
  | {
      /** Same number of tokens for every image. */
      readonly kind: 'fixed';
      readonly tokens: number;
    }
  | {
      /** Square tiles that cover the image, after the service scaled it down to `longSide` and `shortSide`. */
      readonly kind: 'tiles';
      readonly side: number;
      readonly perTile: number;
      /** Tokens of the image in addition to its tiles. @default 0 */
      readonly base?: number | undefined;
      /** Maximum length of the longer side in pixels. */
      readonly longSide?: number | undefined;
      /** Maximum length of the shorter side in pixels. */
      readonly shortSide?: number | undefined;
      readonly mostTiles?: number | undefined;
    }
  | {
      /** Square crops that cover the image. Their side is the shorter side of the image times `share`. */
      readonly kind: 'crops';
      readonly share: number;
      readonly perCrop: number;
      /** Side length in pixels up to which an image counts as one crop. */
      readonly single: number;
    }
  | {
      /** Small squares that cover the image. The service scales the image down if there are more than `mostPatches`. */
      readonly kind: 'patches';
      readonly side: number;
      /** Number of tokens per patch. */
      readonly factor: number;
      readonly mostPatches?: number | undefined;
      /** Maximum length of the longer side in pixels. */
      readonly longSide?: number | undefined;
    }
  | {
      /** Like `patches`, but the service scales the image up or down to whole patches. */
      readonly kind: 'area';
      readonly side: number;
      readonly leastPatches: number;
      readonly mostPatches: number;
      /** Number of tokens that surround the patches. */
      readonly frame: number;
    };

/** Input tokens that media use. An absent rate is unknown. */
export interface MediaRates {
  /** Rates of images. The first is the estimate. Others are alternatives, because sources disagree. */
  readonly image?: readonly ImageRate[] | undefined;
  /** Tokens per second of audio. */
  readonly audio?: number | undefined;
  /** Tokens per second of video. */
  readonly video?: number | undefined;
  /** Tokens per page of a document. */
  readonly page?: number | undefined;
  /** Option in `providerOptions` that changes the rates: its path with dots, and the changed rates for each value. */
  readonly option?:
    | { readonly path: string; readonly values: Readonly<Record<string, Omit<MediaRates, 'option'>>> }
    | undefined;
}

/** Size of an image in pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Returns the number of tokens of an image. */
export function imageTokens(rate: ImageRate, size: ImageSize): number {
  switch (rate.kind) {
    case 'fixed':
      return rate.tokens;
    case 'tiles':
      return (rate.base ?? 0) + tilesOf(rate, size) * rate.perTile;
    case 'crops':
      return cropsOf(rate, size) * rate.perCrop;
    case 'patches':
      return Math.ceil(patchesOf(rate, size) * rate.factor);
    case 'area':
      return areaOf(rate, size) + rate.frame;
  }
}

/** Returns the maximum number of tokens of an image of unknown size. Services reject or shrink larger images. */
export function mostImageTokens(rate: ImageRate): number {
  return Math.max(...largest.map((size) => imageTokens(rate, size)));
}

const largest: readonly ImageSize[] = [
  { width: 6000, height: 6000 },
  { width: 6000, height: 2250 },
  { width: 6000, height: 1500 },
];

type Of<Kind extends ImageRate['kind']> = Extract<ImageRate, { readonly kind: Kind }>;

function tilesOf(rate: Of<'tiles'>, size: ImageSize): number {
  const { side, mostTiles = Infinity } = rate;
  const { width, height } = within(size, rate.longSide, rate.shortSide);
  return Math.min(mostTiles, Math.ceil(width / side) * Math.ceil(height / side));
}

function cropsOf({ share, single }: Of<'crops'>, { width, height }: ImageSize): number {
  if (Math.max(width, height) <= single) return 1;
  const side = Math.max(1, Math.floor(Math.min(width, height) * share));
  return Math.ceil(width / side) * Math.ceil(height / side);
}

/** Counts patches. If there are too many, scales the image down until the patches fill whole rows or columns. */
function patchesOf({ side, mostPatches = Infinity, longSide }: Of<'patches'>, size: ImageSize): number {
  const { width, height } = within(size, longSide, undefined);
  const patches = Math.ceil(width / side) * Math.ceil(height / side);
  if (patches <= mostPatches) return patches;
  const shrink = Math.sqrt((side * side * mostPatches) / (width * height));
  const whole = (length: number): number => {
    const fitting = (length * shrink) / side;
    return Math.max(1, Math.floor(fitting)) / fitting;
  };
  // Scales slightly smaller, because a rounding error would otherwise add a row or column of patches.
  const scale = (shrink * Math.min(whole(width), whole(height)) * (1 - 1e-9)) / side;
  return Math.min(mostPatches, Math.ceil(width * scale) * Math.ceil(height * scale));
}

function areaOf({ side, leastPatches, mostPatches }: Of<'area'>, { width, height }: ImageSize): number {
  const patches = Math.max(1, Math.round(width / side)) * Math.max(1, Math.round(height / side));
  return Math.min(mostPatches, Math.max(leastPatches, patches));
}

/** Scales the size down to the maximum side lengths. Smaller sizes stay unchanged. */
function within(
  { width, height }: ImageSize,
  longSide: number = width + height,
  shortSide: number = width + height,
): ImageSize {
  const scale = Math.min(1, longSide / Math.max(width, height));
  const shorter = Math.min(1, shortSide / (scale * Math.min(width, height)));
  return { width: width * scale * shorter, height: height * scale * shorter };
}
