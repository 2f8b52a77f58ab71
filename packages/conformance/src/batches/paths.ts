import type { ServiceName } from '@rephysco/simulator';

/** Returns a part of the path of the request that creates a batch. */
export const creationPath = (provider: ServiceName): string =>
  ({ gemini: 'batchGenerateContent', anthropic: 'messages/batches' })[provider as string] ?? 'batches';

/** Returns a part of the path of the request that uploads a file; for Anthropic, that of the creation. */
export const uploadPath = (provider: ServiceName): string =>
  ({ gemini: 'upload', anthropic: 'messages/batches' })[provider as string] ?? 'files';

/** Returns a part of the path of the request for results. */
export const resultsPath = (provider: ServiceName): string =>
  ({ gemini: 'download', anthropic: '/results', xai: '/results' })[provider as string] ?? '/content';
