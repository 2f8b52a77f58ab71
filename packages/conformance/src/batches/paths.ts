import type { ServiceName } from '@rephysco/simulator';

/** Returns a substring of the path that creates a batch. */
export const creationPath = (provider: ServiceName): string =>
  ({ gemini: 'batchGenerateContent', anthropic: 'messages/batches' })[provider as string] ?? 'batches';

/** Returns a substring of the path that uploads a file. For Anthropic, that is the path of the creation. */
export const uploadPath = (provider: ServiceName): string =>
  ({ gemini: 'upload', anthropic: 'messages/batches' })[provider as string] ?? 'files';

/** Returns a substring of the path that downloads results. */
export const resultsPath = (provider: ServiceName): string =>
  ({ gemini: 'download', anthropic: '/results', xai: '/results' })[provider as string] ?? '/content';
