/** A `data:` URL taken apart. */
export interface DataURL {
  readonly mediaType: string;
  /** Base64, whatever the URL's own form was. */
  readonly data: string;
}

const dataURL = /^data:([^,]*?)(;base64)?,(.*)$/is;

/** The type and the bytes (as base64) of a `data:` URL; `undefined` for anything else. */
export function parseDataURL(url: string): DataURL | undefined {
  const match = dataURL.exec(url);
  if (!match) return undefined;
  const [, mediaType = '', base64, body = ''] = match;
  const bytes = body.includes('%') || !base64 ? percentDecoded(body) : undefined;
  const data = bytes ? bytes.toString(base64 ? 'latin1' : 'base64') : body;
  return { mediaType: mediaType.toLowerCase() || 'text/plain', data };
}

/** As in https://url.spec.whatwg.org/#percent-decode: what is no escape stays as it is. */
function percentDecoded(text: string): Buffer {
  const octets = Buffer.from(text).toString('latin1');
  const decoded = octets.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(decoded, 'latin1');
}

/** The `data:` URL of base64 bytes. */
export function toDataURL({ mediaType, data }: DataURL): string {
  return `data:${mediaType};base64,${data}`;
}

/** One base64 text out of pieces that decode by themselves. */
export function joinBase64(pieces: readonly string[]): string {
  if (pieces.length <= 1) return pieces[0] ?? '';
  const seamless = pieces.slice(0, -1).every((piece) => piece.length % 4 === 0 && !piece.endsWith('='));
  if (seamless) return pieces.join('');
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64'))).toString('base64');
}
