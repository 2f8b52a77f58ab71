/** How a model makes tokens of an image's width and height, in pixels. */
export type ImageRate =
  | {
      /** The same for all images. */
      readonly kind: 'fixed';
      readonly tokens: number;
    }
  | {
      /** Squares that cover the image, which is made smaller first. */
      readonly kind: 'tiles';
      readonly side: number;
      readonly perTile: number;
      /** For the image as a whole, besides its tiles. Default 0. */
      readonly base?: number | undefined;
      /** Longest side of the image as it is tiled. */
      readonly longSide?: number | undefined;
      /** Longest shorter side of it. */
      readonly shortSide?: number | undefined;
      readonly mostTiles?: number | undefined;
    }
  | {
      /** Squares that cover the image, as large as a share of its shorter side. */
      readonly kind: 'crops';
      readonly share: number;
      readonly perCrop: number;
      /** An image of at most this many pixels either way has one. */
      readonly single: number;
    }
  | {
      /** Small squares that cover the image, which is made smaller where they are too many. */
      readonly kind: 'patches';
      readonly side: number;
      /** Tokens of a patch. */
      readonly factor: number;
      readonly mostPatches?: number | undefined;
      /** Longest side of the image. */
      readonly longSide?: number | undefined;
    }
  | {
      /** As `patches`, for an image that is made larger or smaller to whole patches. */
      readonly kind: 'area';
      readonly side: number;
      readonly leastPatches: number;
      readonly mostPatches: number;
      /** Tokens that stand around the patches. */
      readonly frame: number;
    };

/** What media take of a model's input tokens. What is absent is not known. */
export interface MediaRates {
  /** The first is what is counted; where sources differ, the others are what it may turn out to be. */
  readonly image?: readonly ImageRate[] | undefined;
  /** Tokens of a second of sound. */
  readonly audio?: number | undefined;
  /** Tokens of a second of video. */
  readonly video?: number | undefined;
  /** Tokens of a page of a document. */
  readonly page?: number | undefined;
  /** An option in `providerOptions` that changes them, by its path with dots, and what each value of it changes. */
  readonly option?:
    | { readonly path: string; readonly values: Readonly<Record<string, Omit<MediaRates, 'option'>>> }
    | undefined;
}

/** In pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Tokens of an image of that size. */
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

/** The most tokens that an image may have whose size is not known: services refuse what is larger, or make it smaller. */
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
  const { side, mostTiles = Number.POSITIVE_INFINITY } = rate;
  const { width, height } = within(size, rate.longSide, rate.shortSide);
  return Math.min(mostTiles, Math.ceil(width / side) * Math.ceil(height / side));
}

function cropsOf({ share, single }: Of<'crops'>, { width, height }: ImageSize): number {
  if (Math.max(width, height) <= single) return 1;
  const side = Math.max(1, Math.floor(Math.min(width, height) * share));
  return Math.ceil(width / side) * Math.ceil(height / side);
}

/** Where they are too many, the image is made smaller until they are not, and fill whole rows or columns. */
function patchesOf({ side, mostPatches = Number.POSITIVE_INFINITY, longSide }: Of<'patches'>, size: ImageSize): number {
  const { width, height } = within(size, longSide, undefined);
  const patches = Math.ceil(width / side) * Math.ceil(height / side);
  if (patches <= mostPatches) return patches;
  const shrink = Math.sqrt((side * side * mostPatches) / (width * height));
  const whole = (length: number): number => {
    const fitting = (length * shrink) / side;
    return Math.max(1, Math.floor(fitting)) / fitting;
  };
  // A little less, or what is whole but for a rounding error would count as one more.
  const scale = (shrink * Math.min(whole(width), whole(height)) * (1 - 1e-9)) / side;
  return Math.min(mostPatches, Math.ceil(width * scale) * Math.ceil(height * scale));
}

function areaOf({ side, leastPatches, mostPatches }: Of<'area'>, { width, height }: ImageSize): number {
  const patches = Math.max(1, Math.round(width / side)) * Math.max(1, Math.round(height / side));
  return Math.min(mostPatches, Math.max(leastPatches, patches));
}

/** Made smaller, where it is larger. */
function within(
  { width, height }: ImageSize,
  longSide: number = width + height,
  shortSide: number = width + height,
): ImageSize {
  const scale = Math.min(1, longSide / Math.max(width, height));
  const shorter = Math.min(1, shortSide / (scale * Math.min(width, height)));
  return { width: width * scale * shorter, height: height * scale * shorter };
}
