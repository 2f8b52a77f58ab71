import { asObject, type Connection, invalidAnswer, readJSONObject, requireText, toJSON } from '@rephysco/core/provider';
import { beside } from './other-api.ts';

const mediaType = 'application/jsonl';

/**
 * Uploads a file in one request with the resumable protocol of the File API.
 *
 * @returns name of the file, for example `files/abc`
 * @throws ProviderError if the upload fails
 */
export async function uploadFile(
  connection: Connection,
  displayName: string,
  content: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const origin = connection.origin(signal);
  const started = await connection.send(
    {
      url: beside(connection.baseURL, 'upload', 'files'),
      headers: {
        'content-type': 'application/json',
        'x-goog-upload-protocol': 'resumable',
        'x-goog-upload-command': 'start',
        'x-goog-upload-header-content-length': String(Buffer.byteLength(content)),
        'x-goog-upload-header-content-type': mediaType,
      },
      body: toJSON({ file: { displayName } }),
    },
    signal,
  );
  await started.body?.cancel();
  const url = started.headers.get('x-goog-upload-url');
  // The upload carries the API key, so it must not go to another server.
  if (url === null || new URL(url).origin !== new URL(connection.baseURL).origin) {
    throw invalidAnswer('the response has no upload URL on the same server', origin);
  }
  const headers = {
    'content-type': mediaType,
    'x-goog-upload-offset': '0',
    'x-goog-upload-command': 'upload, finalize',
  };
  const response = await connection.send({ url, headers, body: content }, signal);
  const { file } = await readJSONObject(response, origin);
  return requireText(asObject(file)?.name, 'name of the uploaded file', origin);
}
