import { ConfigurationError } from '../contract/errors.ts';
import type { MediaSource } from '../contract/media-source.ts';
import type { MediaKind, MediaPart } from '../contract/message.ts';
import { formatValue } from '../util/format-value.ts';
import { parseDataURL, toDataURL } from './data-url.ts';
import { isContainer, mediaTypeOfName, plainMediaType, sniffMediaType } from './media-type.ts';

/** Maximum size in bytes of a file for `{ path }`. No provider accepts larger media inline. */
const maxFileBytes = 20 * 1024 * 1024;

const remote = /^(?:https?|gs):\/\//i;
const base64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/**
 * Converts a media source to a message part.
 *
 * @throws ConfigurationError for an invalid source, an unreadable file, bytes of unknown type, or bytes of another
 *   kind
 */
export async function toMediaPart(kind: MediaKind, source: MediaSource): Promise<MediaPart> {
  if (typeof source === 'string') return fromText(kind, source);
  // Not `instanceof`, because test runners and workers pass bytes of another realm.
  if (ArrayBuffer.isView(source)) return fromBytes(kind, source, {});
  if (typeof source === 'object' && source !== null) {
    if ('path' in source) return fromFile(kind, source.path, source.mediaType);
    const { data, mediaType, filename } = source;
    if (typeof data === 'string') return fromBytes(kind, decode(kind, data), { mediaType, filename });
    if (ArrayBuffer.isView(data)) return fromBytes(kind, data, { mediaType, filename });
  }
  throw new ConfigurationError(
    `The ${kind} must be a URL or base64 string, Uint8Array, { data, mediaType } or { path }, not ${formatValue(source)}.`,
  );
}

function fromText(kind: MediaKind, text: string): MediaPart {
  const trimmed = text.trim();
  if (remote.test(trimmed)) {
    if (!URL.canParse(trimmed)) throw new ConfigurationError(`The ${kind} URL is invalid: ${formatValue(trimmed)}.`);
    return { type: kind, url: trimmed };
  }
  if (/^data:/i.test(trimmed)) {
    const parsed = parseDataURL(trimmed);
    if (!parsed) throw new ConfigurationError(`The ${kind} data URL is invalid: ${formatValue(trimmed)}.`);
    return fromBytes(kind, decode(kind, parsed.data), { mediaType: parsed.mediaType });
  }
  const bytes = decode(kind, trimmed);
  // Nearly every word is valid base64, so bytes without a known signature are treated as a mistake.
  if (sniffMediaType(bytes) === undefined) throw unknownType(kind);
  return fromBytes(kind, bytes, {});
}

async function fromFile(kind: MediaKind, path: string, mediaType: string | undefined): Promise<MediaPart> {
  const { readFile, stat } = await import('node:fs/promises');
  try {
    // Check the file before opening it: opening a pipe can block, and reading a device may never end.
    const found = await stat(path);
    if (!found.isFile()) throw new ConfigurationError(`${path} is not a file.`);
    if (found.size > maxFileBytes)
      throw new ConfigurationError(`${path} has ${found.size} bytes. The maximum is ${maxFileBytes} bytes.`);
    const filename = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    const bytes = await readFile(path);
    return fromBytes(kind, bytes, { mediaType: mediaType ?? mediaTypeOfName(path), filename });
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw cause;
    throw new ConfigurationError(`Cannot read the ${kind} file ${path}: ${(cause as Error).message}`, { cause });
  }
}

interface Known {
  readonly mediaType?: string | undefined;
  readonly filename?: string | undefined;
}

/** Creates a media part. A detected signature overrides the stated type, because providers reject mislabelled media. */
function fromBytes(kind: MediaKind, view: ArrayBufferView, { mediaType: said, filename }: Known): MediaPart {
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  if (bytes.length === 0) throw new ConfigurationError(`The ${kind} is empty.`);
  const found =
    sniffMediaType(bytes) ?? (said && plainMediaType(said)) ?? (kind === 'file' && isText(bytes) ? 'text/plain' : '');
  if (found === '') throw unknownType(kind);
  const mediaType = ofKind(kind, found);
  if (kind !== 'file' && !mediaType.startsWith(`${kind}/`)) {
    throw new ConfigurationError(`Expected ${kind}, but the bytes are ${mediaType}.`);
  }
  return {
    type: kind,
    url: toDataURL({ mediaType, data: bytes.toString('base64') }),
    mediaType,
    ...(kind === 'file' && filename && { filename }),
  };
}

/** Adapts the type of a container to the requested kind, because it can contain audio or video. */
function ofKind(kind: MediaKind, mediaType: string): string {
  return (kind === 'audio' || kind === 'video') && isContainer(mediaType) ? mediaType.replace(/^\w+/, kind) : mediaType;
}

function decode(kind: MediaKind, text: string): Uint8Array {
  const compact = text.replaceAll(/\s/g, '');
  if (base64.test(compact) && compact.length % 4 !== 1) return Buffer.from(compact, 'base64');
  throw new ConfigurationError(
    `The ${kind} is neither a URL nor base64: ${formatValue(text)}. Pass { path: '…' } for a file, or a Uint8Array.`,
  );
}

function isText(bytes: Uint8Array): boolean {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(bytes).includes('\0');
  } catch {
    return false;
  }
}

function unknownType(kind: MediaKind): ConfigurationError {
  return new ConfigurationError(`Cannot detect the type of the ${kind} from its bytes. Pass { data, mediaType }.`);
}
