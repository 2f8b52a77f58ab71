import { ConfigurationError } from '@rephysco/core';

/**
 * Loads the package of queues, which is installed separately.
 *
 * @throws ConfigurationError if it is not installed
 */
export async function loadQueue(): Promise<typeof import('@rephysco/queue')> {
  try {
    return await import('@rephysco/queue');
  } catch (error) {
    throw new ConfigurationError(
      'The package @rephysco/queue is not installed. Run: npm install -g @rephysco/queue ioredis',
      { cause: error },
    );
  }
}
