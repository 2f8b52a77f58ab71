import type { ProviderError } from './errors.ts';
import type { LearnedLimits } from './rate-limit.ts';
import type { Cost, Usage } from './usage.ts';

/** Something that happened on the way and does not change the answer. */
export type Notice =
  | { readonly type: 'cache'; readonly status: 'hit' | 'stale' | 'miss' | 'joined' | 'refresh'; readonly key: string }
  | {
      readonly type: 'retry';
      /** The attempt that failed; the first is 1. */
      readonly attempt: number;
      readonly maxAttempts: number;
      /** Seconds until the next one. */
      readonly delay: number;
      readonly error: ProviderError;
    }
  | {
      readonly type: 'trim';
      /** How many of the turns were not sent. */
      readonly dropped: number;
      /** Tokens that the request had, and has now. Estimated where the model's encoding is not known. */
      readonly before: number;
      readonly after: number;
      /** Tokens that it may have. */
      readonly limit: number;
      /** What summarizing used, where that was done. */
      readonly usage?: Usage | undefined;
      readonly cost?: Cost | undefined;
    }
  | {
      readonly type: 'wait';
      readonly provider: string;
      readonly model: string;
      /** One of our own `limits`, or what the provider said (`rate_limit`). */
      readonly reason: 'concurrency' | 'requests' | 'tokens' | 'rate_limit';
      /** Seconds until the request may be sent, at least; absent if that depends on other requests. */
      readonly delay?: number | undefined;
      /** Number of requests that wait in front of this one. */
      readonly queued?: number | undefined;
      /** Limits of the service that the client has learned. */
      readonly learned?: LearnedLimits | undefined;
    }
  | {
      readonly type: 'fallback';
      /** Who failed, and who is asked now, each as `provider:model`. */
      readonly from: string;
      readonly to: string;
      readonly error: ProviderError;
    }
  | { readonly type: 'warning'; readonly message: string };
