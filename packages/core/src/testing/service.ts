import type { Provider } from '../contract/provider.ts';
import type { Usage } from '../contract/usage.ts';

/** Failure of the next request of a service under test. */
export type ServiceFault =
  /** Response 429 with `retry-after: 7`. */
  | 'rate-limit'
  /** Response 500. */
  | 'server-error'
  /** Connection that is destroyed in the middle of an answer. */
  | 'cut'
  /** Stream that ends regularly in the middle of an answer. */
  | 'early-end'
  /** Response 200 with a web page. */
  | 'web-page'
  /** Stream that sends an error object in the middle of an answer. */
  | 'error-in-stream';

/** Answer that the service sent, as far as it reports it. */
export interface SentAnswer {
  /** Tokens in the form of `Usage`: `outputTokens` includes reasoning. */
  readonly usage?: Usage | undefined;
  /** Reasoning that the answer contains. */
  readonly reasoning?: string | undefined;
}

/** Request as the service received it. */
export interface ServiceRequest {
  /** Body of the request. */
  readonly body: unknown;
  /** Answer of the service. The contract compares it with the result, to detect lost or repeated parts. */
  readonly sent?: SentAnswer | undefined;
  /** Resolves at the end of the exchange: `client` if the client closed it early, otherwise another text. */
  readonly closed: Promise<string>;
}

/** Features of a service. Rules that need a feature with the value `false` are skipped. */
export interface ServiceCapabilities {
  /** `true` if the service supports tools. @default true */
  readonly tools?: boolean | undefined;
  /** `true` if the service supports a token limit and has rate limits. @default true */
  readonly limits?: boolean | undefined;
  /** `true` if the service accepts requests without a token limit. @default true */
  readonly limitless?: boolean | undefined;
  /** `true` if the service supports a schema. @default true */
  readonly schema?: boolean | undefined;
  /** `true` if models accept images, according to their entries. @default true */
  readonly images?: boolean | undefined;
  /** `true` if models reason, according to their entries, and always show reasoning at effort `high`. @default true */
  readonly reasoning?: boolean | undefined;
}

/** Running service with a connected provider, for one test. */
export interface ServiceUnderTest extends AsyncDisposable {
  readonly provider: Provider;
  /** Features of the service. The option `capabilities` of the contract takes precedence. */
  readonly capabilities?: ServiceCapabilities | undefined;
  /** Returns the requests that the service received. */
  requests(): readonly ServiceRequest[];
  /** Makes the next request fail. */
  fail(fault: ServiceFault): void;
}

/** Options of `Connect`. `key` is the API key of the provider: valid, missing, or rejected by the service. */
export interface ConnectOptions {
  readonly key?: 'good' | 'missing' | 'wrong' | undefined;
  /** Seconds between two chunks of a streamed answer. @default 0 */
  readonly pace?: number | undefined;
}

/** Starts a service and connects a provider to it. */
export type Connect = (options?: ConnectOptions) => Promise<ServiceUnderTest>;

/** Subset of `expect` that the contracts use. Vitest and Jest provide it. */
export type Expect = (value: unknown) => {
  readonly toBe: (expected: unknown) => void;
  readonly toEqual: (expected: unknown) => void;
  readonly toBeGreaterThan: (expected: number) => void;
  readonly not: { readonly toContain: (expected: string) => void };
};

/** Subset of `it` that the contracts use. */
export type It = (name: string, test: () => Promise<void>) => void;

/** Rule that every provider must follow. */
export interface ProviderRule {
  readonly name: string;
  /** Capability that the rule needs. The rule is skipped if the service lacks it. */
  readonly needs?: keyof ServiceCapabilities | undefined;
  check(connect: Connect, expect: Expect): Promise<void>;
}
