import type { Provider } from '../contract/provider.ts';

/** A failure that a service under test can be told to show to the next request. */
export type ServiceFault =
  /** 429 that asks to wait 7 seconds. */
  | 'rate-limit'
  /** 500. */
  | 'server-error'
  /** The socket is destroyed in the middle of an answer. */
  | 'cut'
  /** A stream ends cleanly in the middle of an answer. */
  | 'early-end'
  /** A 200 with a web page. */
  | 'web-page'
  /** A stream that turns into an error object in the middle of an answer. */
  | 'error-in-stream';

/** One request as the service saw it. */
export interface ServiceRequest {
  /** The body that arrived. */
  readonly body: unknown;
  /** Settles when the exchange is over: `client` when it left before the end, anything else when it did not. */
  readonly closed: Promise<string>;
}

/** A service and a provider that asks it, for one test. */
export interface ServiceUnderTest extends AsyncDisposable {
  readonly provider: Provider;
  /** What reached the service. */
  requests(): readonly ServiceRequest[];
  /** Lets the next request fail; without it the service answers. */
  fail(fault: ServiceFault): void;
}

/** The key that a provider under test is made with: a good one, none at all, or one that the service refuses. */
export interface ConnectOptions {
  readonly key?: 'good' | 'missing' | 'wrong' | undefined;
  /** Seconds between two pieces of a streamed answer. Default 0. */
  readonly pace?: number | undefined;
}

/** Starts a service and connects a provider to it. */
export type Connect = (options?: ConnectOptions) => Promise<ServiceUnderTest>;

/** The part of a test library's `expect` that the contracts use; Vitest's and Jest's have it. */
export type Expect = (value: unknown) => {
  readonly toBe: (expected: unknown) => void;
  readonly toEqual: (expected: unknown) => void;
  readonly toBeGreaterThan: (expected: number) => void;
  readonly not: { readonly toContain: (expected: string) => void };
};

/** The part of a test library's `it` that the contracts use. */
export type It = (name: string, test: () => Promise<void>) => void;

/** One promise that every provider keeps. */
export interface ProviderRule {
  readonly name: string;
  check(connect: Connect, expect: Expect): Promise<void>;
}
