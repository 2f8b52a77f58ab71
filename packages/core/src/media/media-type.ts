// First bytes of the formats that at least one provider accepts; `?` is any byte. Sources:
// https://mimesniff.spec.whatwg.org/, RFC 9559, and https://mp4ra.org/ for the brands after `ftyp`. They are long
// enough that no text begins with them.
const signatures: readonly (readonly [mediaType: string, firstBytes: string])[] = [
  ['image/png', '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/gif', 'GIF87a'],
  ['image/gif', 'GIF89a'],
  ['image/webp', 'RIFF????WEBP'],
  ['image/bmp', 'BM????\0\0\0\0'],
  ['image/heic', '????ftyphei'],
  ['image/heif', '????ftypmif1'],
  ['image/avif', '????ftypavi'],
  ['audio/wav', 'RIFF????WAVE'],
  ['audio/mpeg', 'ID3\x02'],
  ['audio/mpeg', 'ID3\x03'],
  ['audio/mpeg', 'ID3\x04'],
  ['audio/mpeg', '\xff\xfb'],
  ['audio/mpeg', '\xff\xf3'],
  ['audio/ogg', 'OggS\0'],
  ['audio/flac', 'fLaC'],
  ['audio/mp4', '????ftypM4A'],
  ['video/quicktime', '????ftypqt'],
  ['video/mp4', '????ftyp'],
  ['video/webm', '\x1a\x45\xdf\xa3'],
  ['video/x-msvideo', 'RIFF????AVI '],
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

/**
 * Returns the media type of a detected signature, or `undefined`. For a container of audio and video, returns the
 * likelier.
 */
export function sniffMediaType(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  // A PDF header may follow a byte order mark and line breaks.
  if (/^(?:\xef\xbb\xbf)?[\s\0]*%PDF-/.test(start)) return 'application/pdf';
  const head = start.slice(0, 16);
  const begins = (pattern: string): boolean =>
    pattern.split('').every((byte, place) => byte === '?' || byte === head[place]);
  return signatures.find(([, firstBytes]) => begins(firstBytes))?.[0];
}

/** Returns `true` for a type whose files can contain audio only or video. */
export function isContainer(mediaType: string): boolean {
  return /^(?:audio|video)\/(?:mp4|webm|ogg)$/.test(mediaType);
}

/** Returns the media type for the extension of a file name, or `undefined`. */
export function mediaTypeOfName(name: string): string | undefined {
  const dot = name.lastIndexOf('.');
  const extension = name.slice(dot + 1).toLowerCase();
  return dot >= 0 && Object.hasOwn(extensions, extension) ? extensions[extension] : undefined;
}

const otherNames: Readonly<Record<string, string>> = {
  'application/x-pdf': 'application/pdf',
  'audio/mp3': 'audio/mpeg',
  'audio/wave': 'audio/wav',
  'audio/x-wav': 'audio/wav',
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'video/mov': 'video/quicktime',
};

/** Returns a media type in lower case, with aliases replaced by the name that services accept. Keeps parameters. */
export function plainMediaType(mediaType: string): string {
  const [name = '', ...parameters] = mediaType.trim().toLowerCase().split(';');
  const plain = name.trim();
  const known = Object.hasOwn(otherNames, plain) ? (otherNames[plain] ?? plain) : plain;
  return [known, ...parameters].join(';');
}
