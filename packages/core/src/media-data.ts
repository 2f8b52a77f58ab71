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
  const data = base64 ? body : Buffer.from(decodeURIComponent(body)).toString('base64');
  return { mediaType: mediaType || 'text/plain', data };
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
