import type { ProviderError } from './errors.ts';
import type { LearnedLimits } from './rate-limit.ts';
import type { Cost, Usage } from './usage.ts';

/** Progress report that does not change the answer. `notify` receives it. */
export type Notice =
  | { readonly type: 'cache'; readonly status: 'hit' | 'stale' | 'miss' | 'joined' | 'refresh'; readonly key: string }
  | {
      readonly type: 'retry';
      /** Number of the attempt that failed. The first is 1. */
      readonly attempt: number;
      readonly maxAttempts: number;
      /** Seconds until the next attempt. */
      readonly delay: number;
      readonly error: ProviderError;
    }
  | {
      readonly type: 'trim';
      /** Number of turns that were left out of the request. */
      readonly dropped: number;
      /** Tokens of the request before trimming. Estimated if the tokenizer of the model is unknown. */
      readonly before: number;
      /** Tokens of the request after trimming. */
      readonly after: number;
      /** Maximum number of tokens of the request. */
      readonly limit: number;
      /** Tokens that the summary of old turns used, if one was made. */
      readonly usage?: Usage | undefined;
      readonly cost?: Cost | undefined;
    }
  | {
      readonly type: 'wait';
      readonly provider: string;
      readonly model: string;
      /** Limit that delays the request: one of the option `limits`, or the limit of the provider (`rate_limit`). */
      readonly reason: 'concurrency' | 'requests' | 'tokens' | 'rate_limit';
      /** Minimum number of seconds until the request is sent. Absent if that depends on other requests. */
      readonly delay?: number | undefined;
      /** Number of requests that wait in front of this one. */
      readonly queued?: number | undefined;
      /** Limits of the service that the client has learned. */
      readonly learned?: LearnedLimits | undefined;
    }
  | {
      readonly type: 'fallback';
      /** Failed model as `provider:model`. */
      readonly from: string;
      /** Model that is called now, as `provider:model`. */
      readonly to: string;
      readonly error: ProviderError;
    }
  | { readonly type: 'warning'; readonly message: string };
