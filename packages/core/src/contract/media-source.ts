/**
 * Input for a medium. A string is an `https:` URL, a `data:` URL or base64, never a path. An object carries bytes or
 * base64 with their media type, or the path of a file.
 */
export type MediaSource =
  | string
  | Uint8Array
  | { readonly data: Uint8Array | string; readonly mediaType: string; readonly filename?: string | undefined }
  | { readonly path: string; readonly mediaType?: string | undefined };
