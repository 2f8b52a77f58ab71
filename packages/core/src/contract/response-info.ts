import type { RateLimit } from './rate-limit.ts';

/** HTTP response of a service. */
export interface ResponseInfo {
  readonly status: number;
  /** Id of the request at the provider. Quote it to the support of the provider. */
  readonly requestId?: string | undefined;
  /** Headers in lower case, without cookies and credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** Rate limits that the headers report. */
  readonly rateLimit?: RateLimit | undefined;
  /** Parsed body, or the parsed events of a stream. Present with `includeRaw: true`. */
  readonly body?: unknown;
}

/** Log probability of one token of the answer. */
export interface Logprob {
  readonly token: string;
  readonly logprob: number;
  /** UTF-8 bytes of the token, if the provider reports them. A character can span several tokens. */
  readonly bytes?: readonly number[] | undefined;
  /** Number of the token in the vocabulary, if the provider reports it. */
  readonly tokenId?: number | undefined;
  /** Most likely tokens at this position, without `top` of their own. */
  readonly top?: readonly Logprob[] | undefined;
}
