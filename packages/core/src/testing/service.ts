import type { Provider } from '../contract/provider.ts';
import type { Usage } from '../contract/usage.ts';

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

/** What a service sent in answer to a request, as far as it can tell. */
export interface SentAnswer {
  /** Tokens on our one definition: `outputTokens` includes reasoning. */
  readonly usage?: Usage | undefined;
  /** Thinking that the answer shows. */
  readonly reasoning?: string | undefined;
}

/** One request as the service saw it. */
export interface ServiceRequest {
  /** The body that arrived. */
  readonly body: unknown;
  /** What the service sent. With it, the contract finds a provider that drops or doubles a part of it. */
  readonly sent?: SentAnswer | undefined;
  /** Settles at the end of the exchange: `client` if the client left before the end, any other text if it did not. */
  readonly closed: Promise<string>;
}

/** What a service can do. A rule that needs what a service declares as `false` is not checked. */
export interface ServiceCapabilities {
  /** It takes tools. @default true */
  readonly tools?: boolean | undefined;
  /** It takes a token limit, and has rate limits. @default true */
  readonly limits?: boolean | undefined;
  /** It takes requests without a token limit. @default true */
  readonly limitless?: boolean | undefined;
  /** It takes a schema. @default true */
  readonly schema?: boolean | undefined;
  /** Its models take images, as far as their entries say so. @default true */
  readonly images?: boolean | undefined;
  /** Its models think, as far as their entries say so. `true`: an answer to effort `high` always shows it. @default true */
  readonly reasoning?: boolean | undefined;
}

/** A service and a provider that asks it, for one test. */
export interface ServiceUnderTest extends AsyncDisposable {
  readonly provider: Provider;
  /** What the service can do; the option `capabilities` of the contract comes first. */
  readonly capabilities?: ServiceCapabilities | undefined;
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
  /** The capability without which the rule is not checked. */
  readonly needs?: keyof ServiceCapabilities | undefined;
  check(connect: Connect, expect: Expect): Promise<void>;
}
