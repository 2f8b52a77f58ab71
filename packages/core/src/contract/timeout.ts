/** Time limits in seconds. */
export interface TimeoutOptions {
  /**
   * Maximum time for connecting. Set it in `Config` or for a client that names its provider, not per call. @default 10
   */
  readonly connect?: number | undefined;
  /** Maximum time from the start to the first content, or to the whole answer if it is not streamed. @default 600 */
  readonly firstToken?: number | undefined;
  /** Maximum time between two chunks of a stream. Keep-alive bytes do not count as chunks. @default 60 */
  readonly idle?: number | undefined;
  /** Maximum time of the whole call, including retries and waits. Unlimited by default. */
  readonly total?: number | undefined;
}

/** Time limits. A number is the limit of the whole call in seconds. */
export type Timeout = number | TimeoutOptions;
