/** Headers in which services name a request. */
export const requestIdHeaders: readonly string[] = [
  'x-request-id',
  'request-id',
  'x-siliconcloud-trace-id',
  'apim-request-id',
  'x-goog-request-id',
];
