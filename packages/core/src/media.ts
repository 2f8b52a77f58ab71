import { ConfigurationError } from './errors.ts';
import { parseDataURL, toDataURL } from './media-data.ts';
import { mediaTypeOfName, sniffMediaType } from './media-type.ts';
import type { MediaKind, MediaPart } from './message.ts';

/**
 * Where a medium comes from: an https URL, a data URL or base64 as a string (never a path); bytes; bytes or base64 with
 * their type; or a file's path.
 */
export type MediaSource =
  | string
  | Uint8Array
  | { readonly data: Uint8Array | string; readonly mediaType: string; readonly filename?: string | undefined }
  | { readonly path: string; readonly mediaType?: string | undefined };

/** Largest file that `{ path }` reads, in bytes: what the most generous provider takes inline (Gemini, 20 MiB). */
const maxFileBytes = 20 * 1024 * 1024;

const remote = /^(?:https?|gs):\/\//i;
const base64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/**
 * Turns a source into a message part.
 *
 * @throws ConfigurationError for what is none of the forms of `MediaSource`, an unreadable file, bytes whose type cannot
 * be told, or bytes of another kind than asked for
 */
export async function toMediaPart(kind: MediaKind, source: MediaSource): Promise<MediaPart> {
  if (typeof source === 'string') return fromText(kind, source);
  if (source instanceof Uint8Array) return fromBytes(kind, source, {});
  if ('path' in source) return fromFile(kind, source.path, source.mediaType);
  const { data, mediaType, filename } = source;
  const bytes = typeof data === 'string' ? decode(kind, data) : data;
  return fromBytes(kind, bytes, { mediaType, filename });
}

function fromText(kind: MediaKind, text: string): MediaPart {
  const trimmed = text.trim();
  if (remote.test(trimmed)) {
    if (!URL.canParse(trimmed)) throw new ConfigurationError(`The ${kind} URL is malformed: ${excerpt(trimmed)}.`);
    return { type: kind, url: trimmed };
  }
  if (/^data:/i.test(trimmed)) {
    const parsed = parseDataURL(trimmed);
    if (!parsed) throw new ConfigurationError(`The ${kind} data URL is malformed: ${excerpt(trimmed)}.`);
    return fromBytes(kind, decode(kind, parsed.data), { mediaType: parsed.mediaType });
  }
  return fromBytes(kind, decode(kind, trimmed), {});
}

async function fromFile(kind: MediaKind, path: string, mediaType: string | undefined): Promise<MediaPart> {
  const { open } = await import('node:fs/promises');
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    if (size > maxFileBytes)
      throw new ConfigurationError(`${path} has ${size} bytes; at most ${maxFileBytes} can be sent.`);
    const filename = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    return fromBytes(kind, await file.readFile(), { mediaType: mediaType ?? mediaTypeOfName(path), filename });
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw cause;
    throw new ConfigurationError(`The ${kind} file ${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

interface Known {
  readonly mediaType?: string | undefined;
  readonly filename?: string | undefined;
}

/** The bytes' own signature comes before what they are said to be: providers refuse mislabelled media. */
function fromBytes(kind: MediaKind, bytes: Uint8Array, { mediaType: said, filename }: Known): MediaPart {
  if (bytes.length === 0) throw new ConfigurationError(`The ${kind} is empty.`);
  const mediaType = sniffMediaType(bytes) ?? said ?? (kind === 'file' && isText(bytes) ? 'text/plain' : undefined);
  if (mediaType === undefined) {
    throw new ConfigurationError(`The type of the ${kind} cannot be told from its bytes. Pass { data, mediaType }.`);
  }
  if (kind !== 'file' && !mediaType.startsWith(`${kind}/`)) {
    throw new ConfigurationError(`Not a ${kind}: the bytes are ${mediaType}.`);
  }
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return {
    type: kind,
    url: toDataURL({ mediaType, data }),
    mediaType,
    ...(kind === 'file' && filename && { filename }),
  };
}

function decode(kind: MediaKind, text: string): Uint8Array {
  const compact = text.replaceAll(/\s/g, '');
  if (base64.test(compact) && compact.length % 4 !== 1) return Buffer.from(compact, 'base64');
  throw new ConfigurationError(
    `The ${kind} is neither a URL nor base64: ${excerpt(text)}. Pass a file as { path: '…' }, bytes as a Uint8Array.`,
  );
}

function isText(bytes: Uint8Array): boolean {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(bytes).includes('\0');
  } catch {
    return false;
  }
}

const excerpt = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
