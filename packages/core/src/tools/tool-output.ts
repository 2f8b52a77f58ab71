import type { MediaKind, MediaPart } from '../contract/message.ts';
import { parseDataURL, toDataURL } from '../media/data-url.ts';
import { plainMediaType, sniffMediaType } from '../media/media-type.ts';
import { toJSONValue } from '../util/to-json-value.ts';

/** Output of a tool in the form for the model. */
export interface ToolOutput {
  /** JSON value. A note replaces each medium. */
  readonly output: unknown;
  readonly media: readonly MediaPart[];
  /** `true` if the output itself reports a failure, as an MCP result can. */
  readonly isError: boolean;
}

/**
 * Splits the return value of a tool into JSON and media. Finds media at any depth: message parts, bytes and blobs of a
 * known type, `data:` URLs, and content of MCP results. The output of a tool that returns nothing is `Done.`.
 */
export async function toToolOutput(returned: unknown): Promise<ToolOutput> {
  const value = await withoutBlobs(returned);
  const media: MediaPart[] = [];
  const attach = (part: MediaPart): string => {
    media.push(part);
    return `[${part.type} ${media.length}]`;
  };
  const json = toJSONValue(isMCPResult(value) ? fromMCP(value) : value, (each) => {
    const part = typeof each === 'string' ? fromDataURL(each) : toMedia(each);
    return part && attach(part);
  });
  const isError = isMCPResult(value) && value.isError === true;
  return { output: json === undefined ? 'Done.' : json, media, isError };
}

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface MCPResult extends Fields {
  readonly content: readonly unknown[];
}

/** https://modelcontextprotocol.io/specification/2025-06-18/server/tools#tool-result */
function isMCPResult(value: unknown): value is MCPResult {
  if (!isRecord(value) || !Array.isArray(value.content) || value.content.length === 0) return false;
  return value.content.every((each) => isRecord(each) && typeof each.type === 'string');
}

/**
 * Returns `structuredContent` if present, with content that is not text. Otherwise returns the content, or a single
 * text.
 */
function fromMCP({ content, structuredContent }: MCPResult): unknown {
  const texts = content.filter((each) => isRecord(each) && each.type === 'text');
  if (structuredContent !== undefined) {
    const others = content.filter((each) => !texts.includes(each));
    return others.length === 0 ? structuredContent : [structuredContent, ...others];
  }
  const plain = content.map((each) => (isRecord(each) && each.type === 'text' ? each.text : each));
  return plain.length === 1 ? plain[0] : plain;
}

const kinds: readonly unknown[] = ['image', 'audio', 'video', 'file'] satisfies readonly MediaKind[];

/** Converts an object to a media part, if it has one of the forms that tools and services use. */
function toMedia(value: object): MediaPart | undefined {
  if (value instanceof ArrayBuffer) return fromBytes(new Uint8Array(value));
  if (value instanceof Uint8Array) return fromBytes(value);
  if (!isRecord(value)) return undefined;
  const { type, url, data, source, resource, filename } = value;
  const mediaType = value.mediaType ?? value.mimeType ?? value.media_type;
  if (isRecord(resource)) {
    const name = typeof resource.uri === 'string' ? resource.uri.split('/').at(-1) : undefined;
    return fromBase64(resource.blob, resource.mimeType, name);
  }
  if (isRecord(source)) return toMedia({ type, ...source, url: source.url });
  if (isRecord(value.image_url)) return toMedia({ type: 'image', url: value.image_url.url });
  if (data instanceof Uint8Array && typeof mediaType === 'string') return fromBytes(data, mediaType, filename);
  if (!kinds.includes(type) && type !== 'base64' && type !== 'media') return undefined;
  if (typeof url === 'string') return fromURL(type, url, mediaType, filename);
  return fromBase64(data ?? value.base64, mediaType, filename);
}

function fromURL(type: unknown, url: string, mediaType: unknown, filename: unknown): MediaPart | undefined {
  if (/^data:/i.test(url)) return fromDataURL(url, filename);
  if (!/^https?:\/\//i.test(url) || !kinds.includes(type)) return undefined;
  return {
    type: type as MediaKind,
    url,
    ...(typeof mediaType === 'string' && { mediaType: plainMediaType(mediaType) }),
  };
}

function fromDataURL(text: string, filename?: unknown): MediaPart | undefined {
  if (!/^data:(?:image|audio|video|application)\/[^,]*;base64,/i.test(text)) return undefined;
  const parsed = parseDataURL(text);
  return parsed && fromBase64(parsed.data, parsed.mediaType, filename);
}

function fromBase64(data: unknown, mediaType: unknown, filename?: unknown): MediaPart | undefined {
  return typeof data === 'string' ? fromBytes(Buffer.from(data, 'base64'), mediaType, filename) : undefined;
}

/** Creates a media part. A detected signature of the bytes overrides the stated media type. */
function fromBytes(bytes: Uint8Array, said?: unknown, filename?: unknown): MediaPart | undefined {
  const claimed = typeof said === 'string' ? plainMediaType(said) : undefined;
  const mediaType = sniffMediaType(bytes) ?? claimed;
  const kind = mediaType === undefined ? undefined : kindOf(mediaType);
  if (mediaType === undefined || kind === undefined || bytes.length === 0) return undefined;
  const name = kind === 'file' && typeof filename === 'string' && filename !== '' && { filename };
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return { type: kind, url: toDataURL({ mediaType, data }), mediaType, ...name };
}

function kindOf(mediaType: string): MediaKind | undefined {
  const [name = ''] = mediaType.split(';');
  if (name === 'application/pdf') return 'file';
  const [family] = name.split('/');
  return family !== 'file' && kinds.includes(family) && !name.endsWith('/*') ? (family as MediaKind) : undefined;
}

/** Reads blobs, which is asynchronous: the value itself, or values at its first level. */
async function withoutBlobs(value: unknown): Promise<unknown> {
  if (value instanceof Blob) return fromBlob(value);
  const list: readonly unknown[] = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  if (!list.some((each) => each instanceof Blob)) return value;
  if (Array.isArray(value)) return Promise.all(value.map((each) => (each instanceof Blob ? fromBlob(each) : each)));
  const entries = Object.entries(value as Fields).map(async ([name, each]) => [
    name,
    each instanceof Blob ? await fromBlob(each) : each,
  ]);
  return Object.fromEntries(await Promise.all(entries)) as unknown;
}

async function fromBlob(blob: Blob): Promise<unknown> {
  const data = new Uint8Array(await blob.arrayBuffer());
  if (blob.type.startsWith('text/')) return new TextDecoder().decode(data);
  return { data, mediaType: blob.type };
}
