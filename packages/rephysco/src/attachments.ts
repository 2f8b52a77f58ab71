import { basename } from 'node:path';
import { ConfigurationError } from '@rephysco/core';
import type { MediaOptions } from '@rephysco/core/middleware';
import type { MediaKind } from '@rephysco/core/provider';
import { tryDecodeText } from './decode-text.ts';
import { isText, mediaTypeOf, typeOfName } from './media-types.ts';

type MediaSource = NonNullable<MediaOptions['images']>[number];

/** What `--attach` and `--at` add to a prompt. */
export interface Attachments {
  /** Text files, each under its name: every model takes text. */
  readonly texts: readonly string[];
  readonly media: MediaOptions;
  /** What was attached, a line each. */
  readonly notes: readonly string[];
}

/** Largest file that is read, in bytes: what the most generous provider takes inline, 20 MiB. */
const maxBytes = 20 * 1024 * 1024;

/** One attachment, settled. */
type Item =
  | { readonly text: string; readonly note: string }
  | { readonly kind: MediaKind; readonly source: MediaSource; readonly note: string };

/**
 * Reads what is to be attached: paths, URLs, `-` for standard input.
 *
 * @param types media types by source, from `--at`; they come before what the bytes say
 * @throws ConfigurationError for what is missing, a folder, too large, or of a type that cannot be told
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
  if (bytes.length === 0) throw new ConfigurationError(`${name} is empty; there is nothing to attach.`);
  const mediaType = type ?? (await mediaTypeOf(bytes, source));
  if (mediaType === undefined) {
    throw new ConfigurationError(
      `The type of ${name} (${sizeOf(bytes)}) cannot be told. Say it: --at ${source} image/png, for example.`,
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
    throw new ConfigurationError(`The type of ${url} cannot be told from its name. Say it: --at ${url} image/png`);
  }
  return { kind: kindOf(mediaType), source: url, note: `attached ${url} (${mediaType})` };
}

async function readBytes(path: string): Promise<Uint8Array> {
  const { readFile, stat } = await import('node:fs/promises');
  try {
    // Asked before it is opened: opening a pipe would wait for its writer, reading a device might never end.
    const found = await stat(path);
    if (found.isDirectory()) throw new ConfigurationError(`${path} is a folder; attach its files one by one.`);
    if (!found.isFile()) throw new ConfigurationError(`${path} is no file; pipe it in and attach -.`);
    if (found.size > maxBytes) {
      throw new ConfigurationError(`${path} has ${found.size} bytes; at most ${maxBytes} can be attached.`);
    }
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : message;
    throw new ConfigurationError(`${path} cannot be attached: ${why}.`, { cause });
  }
}

function kindOf(mediaType: string): MediaKind {
  const [family] = mediaType.split('/');
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'file';
}

/** A text under its name, in a fence that is longer than any inside. */
function quoted(name: string, bytes: Uint8Array): string {
  const text = (tryDecodeText(bytes) ?? '').trimEnd();
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${basename(name)}:\n${fence}\n${text}\n${fence}`;
}

function sizeOf({ length }: Uint8Array): string {
  return length < 10_000 ? `${length} bytes` : `${Math.round(length / 1000)} kB`;
}
