import type { ImageSize } from '../contract/media-rates.ts';
import type { MediaKind, MediaPart } from '../contract/message.ts';
import { type DataURL, parseDataURL } from './data-url.ts';
import { imageSize } from './image-size.ts';

/** What the bytes of a medium tell of its extent. */
export interface Measure {
  /** Of an image, where it can be read. */
  readonly size: ImageSize | undefined;
  /** Seconds of a sound or video, pages of a document. */
  readonly amount: Amount;
}

/** From the least to the most that there may be, and what is likely. */
export interface Amount {
  readonly least: number;
  readonly likely: number;
  readonly most: number;
}

/** What is counted by the piece. */
export const one: Amount = exactly(1);

/** Reads only as much of a medium as it takes. Of what is behind a URL it takes a guess. */
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

/** Base64 in which an image's size stands: nearly always, and behind previews and colour profiles. */
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

/** From speech in its densest coding to what is not coded at all; from a talking head to what cameras record. */
const bytesPerSecond = {
  audio: { dense: 2000, usual: 12_000, loose: 192_000 },
  video: { dense: 25_000, usual: 250_000, loose: 5_000_000 },
} as const;

/** Bytes of a second of a WAV file, as its header says; all seconds have as many. RFC 2361 names the codings. */
function wavRate({ data }: DataURL): number | undefined {
  const head = Buffer.from(data.slice(0, 64), 'base64');
  const isWav = head.length >= 32 && head.toString('latin1', 8, 16) === 'WAVEfmt ';
  return isWav ? head.readUInt32LE(28) : undefined;
}

/** Bytes of a page: of a few words, and of a scan. */
const bytesPerPage = { dense: 500, usual: 50_000 };

/** Pages of a PDF; where they are compressed, as many as may be. Any other document has one. */
function pagesOf({ mediaType, data }: DataURL, bytes: number): Amount {
  if (mediaType !== 'application/pdf') return one;
  const found = Buffer.from(data, 'base64')
    .toString('latin1')
    .match(/\/Type\s{0,9}\/Page(?!\w)/g)?.length;
  if (found) return exactly(found);
  return { least: 1, likely: Math.ceil(bytes / bytesPerPage.usual), most: Math.ceil(bytes / bytesPerPage.dense) };
}
