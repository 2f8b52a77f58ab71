import { ProviderError, providerError } from '../../contract/errors.ts';
import { sleep } from '../../util/abort.ts';
import { clock } from '../../util/clock.ts';

/** Settings for repeated requests to a batch API. */
export interface Patience {
  /** Name of the provider, for errors. */
  readonly provider: string;
  readonly signal: AbortSignal | undefined;
  /** Seconds before the first repetition. The wait doubles, up to 60 seconds. */
  readonly firstWait: number;
}

const longestWait = 60;
/** Maximum number of attempts of a request: about six minutes with a first wait of one second. */
const mostAttempts = 10;

/** Returns `true` for a failure after which a retry can succeed. */
export function isPassing(error: unknown): error is ProviderError {
  return error instanceof ProviderError && error.retryable;
}

/**
 * Repeats a request until it succeeds.
 *
 * @param limit seconds after which a request counts as failed
 * @param before called before each repetition; if it returns a value, that is the result
 * @throws the first error after which a retry cannot succeed, or the error of the last attempt
 */
export async function repeat<Value>(
  act: (signal: AbortSignal) => Promise<Value>,
  patience: Patience,
  limit: number,
  before: () => Promise<Value | undefined> = async () => undefined,
): Promise<Value> {
  const { signal, firstWait } = patience;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await limited(act, patience, limit);
    } catch (error) {
      signal?.throwIfAborted();
      if (!isPassing(error) || attempt === mostAttempts) throw error;
      const wait = Math.min(longestWait, firstWait * 2 ** (attempt - 1));
      await sleep(Math.max(wait, error.retryAfter ?? 0), signal);
    }
    const found = await before();
    if (found !== undefined) return found;
  }
}

/** Runs a request with a time limit. @throws ProviderError of the kind `timeout` if the limit is exceeded */
async function limited<Value>(
  act: (signal: AbortSignal) => Promise<Value>,
  { provider, signal: outer }: Patience,
  seconds: number,
): Promise<Value> {
  const own = new AbortController();
  const timer = clock.setTimeout(() => {
    const message = `${provider}: the batch API did not respond within ${seconds} seconds.`;
    own.abort(providerError('timeout', message, { provider }));
  }, seconds * 1000);
  try {
    return await act(outer ? AbortSignal.any([outer, own.signal]) : own.signal);
  } finally {
    clock.clearTimeout(timer);
  }
}
