/**
 * Where a medium comes from: an https URL, a data URL or base64 as a string (never a path); bytes; bytes or base64 with
 * their type; or a file's path.
 */
export type MediaSource =
  | string
  | Uint8Array
  | { readonly data: Uint8Array | string; readonly mediaType: string; readonly filename?: string | undefined }
  | { readonly path: string; readonly mediaType?: string | undefined };
