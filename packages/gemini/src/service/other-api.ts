/** Returns the URL of an API that stands beside the base URL: `/upload/v1beta/…` for `/v1beta`. */
export function beside(baseURL: string, api: 'upload' | 'download', path: string): string {
  const at = baseURL.lastIndexOf('/');
  return `${baseURL.slice(0, at)}/${api}${baseURL.slice(at)}/${path}`;
}
