import { basename } from 'node:path';
import { ConfigurationError } from '@rephysco/core';
import type { MediaOptions } from '@rephysco/core/middleware';
import type { MediaKind } from '@rephysco/core/provider';
import { tryDecodeText } from './decode-text.ts';
import { isText, mediaTypeOf, typeOfName } from './media-types.ts';

type MediaSource = NonNullable<MediaOptions['images']>[number];

/** Content that `--attach` and `--at` add to a prompt. */
export interface Attachments {
  /** Text files with their names. Every model accepts text. */
  readonly texts: readonly string[];
  readonly media: MediaOptions;
  /** Descriptions of the attachments, one line each. */
  readonly notes: readonly string[];
}

/** Maximum size of an attached file in bytes: 20 MiB, the highest inline limit of any provider. */
const maxBytes = 20 * 1024 * 1024;

/** One attachment after it was read. */
type Item =
  | { readonly text: string; readonly note: string }
  | { readonly kind: MediaKind; readonly source: MediaSource; readonly note: string };

/**
 * Reads attachments: paths, URLs, or `-` for standard input.
 *
 * @param types media types by source, from `--at`; they override the detected type
 * @throws ConfigurationError for a missing file, a folder, a file above 20 MiB, or an unknown type
 */
export async function readAttachments(
  sources: readonly string[],
  types: ReadonlyMap<string, string>,
  readStdin: () => Promise<Uint8Array>,
): Promise<Attachments> {
  const all = [...sources, ...[...types.keys()].filter((source) => !sources.includes(source))];
  const items = await Promise.all(all.map((source) => readItem(source, types.get(source), readStdin)));
  const media: Record<MediaKind, MediaSource[]> = { image: [], audio: [], video: [], file: [] };
  for (const item of items) if ('kind' in item) media[item.kind].push(item.source);
  return {
    texts: items.flatMap((item) => ('text' in item ? [item.text] : [])),
    media: toOptions(media),
    notes: items.map(({ note }) => note),
  };
}

function toOptions({ image, audio, video, file }: Record<MediaKind, MediaSource[]>): MediaOptions {
  return {
    ...(image.length > 0 && { images: image }),
    ...(audio.length > 0 && { audio }),
    ...(video.length > 0 && { videos: video }),
    ...(file.length > 0 && { files: file }),
  };
}

async function readItem(source: string, type: string | undefined, readStdin: () => Promise<Uint8Array>): Promise<Item> {
  if (/^https?:\/\//i.test(source)) return fromURL(source, type);
  const name = source === '-' ? 'standard input' : source;
  const bytes = source === '-' ? await readStdin() : await readBytes(source);
  if (bytes.length === 0) throw new ConfigurationError(`${name} is empty. Attach a file with content.`);
  const mediaType = type ?? (await mediaTypeOf(bytes, source));
  if (mediaType === undefined) {
    throw new ConfigurationError(
      `The type of ${name} (${sizeOf(bytes)}) is unknown. Set it, for example: --at ${source} image/png`,
    );
  }
  const note = `attached ${name} (${mediaType}, ${sizeOf(bytes)})`;
  const kind = kindOf(mediaType);
  if (kind === 'file' && type === undefined && isText(bytes)) return { text: quoted(name, bytes), note };
  return { kind, source: { data: bytes, mediaType, filename: basename(name) }, note };
}

async function fromURL(url: string, type: string | undefined): Promise<Item> {
  const mediaType = type ?? (URL.canParse(url) ? await typeOfName(new URL(url).pathname) : undefined);
  if (mediaType === undefined) {
    throw new ConfigurationError(`The type of ${url} is unknown. Set it, for example: --at ${url} image/png`);
  }
  return { kind: kindOf(mediaType), source: url, note: `attached ${url} (${mediaType})` };
}

async function readBytes(path: string): Promise<Uint8Array> {
  const { readFile, stat } = await import('node:fs/promises');
  try {
    // The file type is checked before opening: opening a pipe waits for its writer, and reading a device may never end.
    const found = await stat(path);
    if (found.isDirectory()) throw new ConfigurationError(`${path} is a folder. Attach its files one by one.`);
    if (!found.isFile()) throw new ConfigurationError(`${path} is not a regular file. Pipe it in and attach -.`);
    if (found.size > maxBytes) {
      throw new ConfigurationError(
        `${path} has ${found.size} bytes. The maximum for an attachment is ${maxBytes} bytes.`,
      );
    }
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'the file does not exist' : message;
    throw new ConfigurationError(`${path} cannot be attached: ${why}.`, { cause });
  }
}

function kindOf(mediaType: string): MediaKind {
  const [family] = mediaType.split('/');
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'file';
}

/** Returns a named text in a code fence that is longer than any fence inside. */
function quoted(name: string, bytes: Uint8Array): string {
  const text = (tryDecodeText(bytes) ?? '').trimEnd();
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${basename(name)}:\n${fence}\n${text}\n${fence}`;
}

function sizeOf({ length }: Uint8Array): string {
  return length < 10_000 ? `${length} bytes` : `${Math.round(length / 1000)} kB`;
}
