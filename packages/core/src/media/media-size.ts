import type { ImageSize } from '../contract/media-rates.ts';
import type { MediaKind, MediaPart } from '../contract/message.ts';
import { type DataURL, parseDataURL } from './data-url.ts';
import { imageSize } from './image-size.ts';

/** Size or duration of a medium, derived from its bytes. */
export interface Measure {
  /** Size of an image, if it can be read. */
  readonly size: ImageSize | undefined;
  /** Seconds of audio or video, or pages of a document. */
  readonly amount: Amount;
}

/** Range of an amount, with its likely value. */
export interface Amount {
  readonly least: number;
  readonly likely: number;
  readonly most: number;
}

/** Amount of media that are counted as one piece. */
export const one: Amount = exactly(1);

/** Measures a medium by its first bytes. Estimates a medium behind a URL. */
export function measureMedium({ type, url }: MediaPart): Measure {
  const data = parseDataURL(url);
  const size = type === 'image' && data ? sizeOf(data) : undefined;
  return { size, amount: data ? amountOf(type, data) : guesses[type] };
}

const guesses: Readonly<Record<MediaKind, Amount>> = {
  image: one,
  audio: { least: 0, likely: 60, most: 120 },
  video: { least: 0, likely: 60, most: 120 },
  file: { least: 1, likely: 1, most: 10 },
};

/** Numbers of base64 characters to search for the image size: usual headers, then large previews and color profiles. */
const heads: readonly number[] = [4096, 1_000_000];

function sizeOf({ data }: DataURL): ImageSize | undefined {
  for (const length of heads) {
    const size = imageSize(Buffer.from(data.slice(0, length), 'base64'));
    if (size) return size;
  }
  return undefined;
}

function amountOf(type: MediaKind, data: DataURL): Amount {
  const bytes = (data.data.length * 3) / 4;
  if (type === 'image') return one;
  if (type === 'file') return pagesOf(data, bytes);
  const perSecond = type === 'audio' ? wavRate(data) : undefined;
  if (perSecond) return exactly(bytes / perSecond);
  const { dense, usual, loose } = bytesPerSecond[type];
  return { least: bytes / loose, likely: bytes / usual, most: bytes / dense };
}

function exactly(amount: number): Amount {
  return { least: amount, likely: amount, most: amount };
}

/** Bitrate bounds: compressed speech to PCM; low-motion video to camera footage. */
const bytesPerSecond = {
  audio: { dense: 2000, usual: 12_000, loose: 192_000 },
  video: { dense: 25_000, usual: 250_000, loose: 5_000_000 },
} as const;

/** Returns the bytes per second in the header of a WAV file. RFC 2361 lists the codecs. */
function wavRate({ data }: DataURL): number | undefined {
  const head = Buffer.from(data.slice(0, 64), 'base64');
  const isWav = head.length >= 32 && head.toString('latin1', 8, 16) === 'WAVEfmt ';
  return isWav ? head.readUInt32LE(28) : undefined;
}

/** Bytes per page: of a short text, and of a scan. */
const bytesPerPage = { dense: 500, usual: 50_000 };

/** Estimates the pages of a PDF. If page objects are compressed, assumes the maximum. Other documents have one page. */
function pagesOf({ mediaType, data }: DataURL, bytes: number): Amount {
  if (mediaType !== 'application/pdf') return one;
  const found = Buffer.from(data, 'base64')
    .toString('latin1')
    .match(/\/Type\s{0,9}\/Page(?!\w)/g)?.length;
  if (found) return exactly(found);
  return { least: 1, likely: Math.ceil(bytes / bytesPerPage.usual), most: Math.ceil(bytes / bytesPerPage.dense) };
}
