/** Limits in seconds. */
export interface TimeoutOptions {
  /** Reaching the service; for a client that names its provider, or `Config`, not for a single call. Default 10. */
  readonly connect?: number | undefined;
  /** From the start to the first content; for an answer that is not streamed, to all of it. Default 600. */
  readonly firstToken?: number | undefined;
  /** Silence between two pieces of content, of a stream; keep-alive bytes do not count as content. Default 60. */
  readonly idle?: number | undefined;
  /** The whole call, retries and waits included. No default. */
  readonly total?: number | undefined;
}

/** Limits as they may be said: a number is that of the whole call. */
export type Timeout = number | TimeoutOptions;
