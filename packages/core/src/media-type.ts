interface Signature {
  readonly mediaType: string;
  readonly offset: number;
  /** Latin-1 text of the bytes that stand there. */
  readonly bytes: string;
}

// First bytes of the formats that at least one provider takes; https://mimesniff.spec.whatwg.org/ and RFC 9559.
const signatures: readonly Signature[] = [
  { mediaType: 'image/png', offset: 0, bytes: '\x89PNG\r\n\x1a\n' },
  { mediaType: 'image/jpeg', offset: 0, bytes: '\xff\xd8\xff' },
  { mediaType: 'image/gif', offset: 0, bytes: 'GIF8' },
  { mediaType: 'image/webp', offset: 8, bytes: 'WEBP' },
  { mediaType: 'image/bmp', offset: 0, bytes: 'BM' },
  { mediaType: 'image/heic', offset: 4, bytes: 'ftypheic' },
  { mediaType: 'image/avif', offset: 4, bytes: 'ftypavif' },
  { mediaType: 'audio/wav', offset: 8, bytes: 'WAVE' },
  { mediaType: 'audio/mpeg', offset: 0, bytes: 'ID3' },
  { mediaType: 'audio/mpeg', offset: 0, bytes: '\xff\xfb' },
  { mediaType: 'audio/mpeg', offset: 0, bytes: '\xff\xf3' },
  { mediaType: 'audio/ogg', offset: 0, bytes: 'OggS' },
  { mediaType: 'audio/flac', offset: 0, bytes: 'fLaC' },
  { mediaType: 'audio/mp4', offset: 4, bytes: 'ftypM4A' },
  { mediaType: 'video/quicktime', offset: 4, bytes: 'ftypqt' },
  { mediaType: 'video/mp4', offset: 4, bytes: 'ftyp' },
  { mediaType: 'video/webm', offset: 0, bytes: '\x1a\x45\xdf\xa3' },
  { mediaType: 'video/x-msvideo', offset: 8, bytes: 'AVI ' },
  { mediaType: 'application/pdf', offset: 0, bytes: '%PDF-' },
];

const extensions: Readonly<Record<string, string>> = {
  aac: 'audio/aac',
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
  md: 'text/markdown',
  mp3: 'audio/mpeg',
  svg: 'image/svg+xml',
  ts: 'text/plain',
  txt: 'text/plain',
  xml: 'application/xml',
};

/** The media type that the first bytes show, or `undefined`. */
export function sniffMediaType(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  return signatures.find(({ offset, bytes: text }) => head.startsWith(text, offset))?.mediaType;
}

/** The media type that a file name's ending says, or `undefined`. */
export function mediaTypeOfName(name: string): string | undefined {
  const dot = name.lastIndexOf('.');
  const extension = name.slice(dot + 1).toLowerCase();
  return dot >= 0 && Object.hasOwn(extensions, extension) ? extensions[extension] : undefined;
}
