/** Returns the URL of a sibling API of the base URL, for example `/upload/v1beta/…` for `/v1beta`. */
export function beside(baseURL: string, api: 'upload' | 'download', path: string): string {
  const at = baseURL.lastIndexOf('/');
  return `${baseURL.slice(0, at)}/${api}${baseURL.slice(at)}/${path}`;
}
