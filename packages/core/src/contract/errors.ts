import { toJSONValue } from '../util/to-json-value.ts';
import { brand } from './error-brand.ts';
import type {
  Attempt,
  ErrorKind,
  PartialAnswer,
  ProviderErrorDetails,
  ProviderErrorKind,
  TimeoutPhase,
} from './error-details.ts';
import type { ResponseInfo } from './response-info.ts';

/** Base class of all errors of Rephysco. `instanceof` also works across two copies of this package. */
export class RephyscoError extends Error {
  /** Category of the error. */
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }

  /** Returns the fields of the error for logs. `JSON.stringify` leaves out name and message of other errors. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { name, message, cause } = this;
    const fields = Object.fromEntries(Object.entries(this));
    return { ...fields, name, message, ...(cause !== undefined && { cause: toJSONValue(cause) }) };
  }
}

/** Invalid option, name or value. No request was sent. */
export class ConfigurationError extends RephyscoError {
  declare readonly kind: 'configuration';
  constructor(message: string, options?: ErrorOptions) {
    super('configuration', message, options);
  }
}

/** Feature that the model or the provider does not support. No request was sent. */
export class UnsupportedError extends RephyscoError {
  declare readonly kind: 'unsupported';
  constructor(message: string, options?: ErrorOptions) {
    super('unsupported', message, options);
  }
}

/** Call that could exceed the rest of the budget. No request was sent. */
export class BudgetExceededError extends RephyscoError {
  declare readonly kind: 'budget_exceeded';
  constructor(message: string, options?: ErrorOptions) {
    super('budget_exceeded', message, options);
  }
}

const retryableKinds: ReadonlySet<ProviderErrorKind> = new Set([
  'rate_limit',
  'server',
  'overloaded',
  'timeout',
  'interrupted',
  'network',
]);

/** Failure of a provider, or of the connection to it. Created by `providerError`, which chooses the class by kind. */
export class ProviderError extends RephyscoError {
  declare readonly kind: ProviderErrorKind;
  readonly provider: string;
  readonly status: number | undefined;
  /** Code of the provider, for example `model_not_found`. */
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  /** `true` if a retry can succeed. */
  readonly retryable: boolean;
  /** Seconds to wait before a retry, if the provider states them. */
  readonly retryAfter: number | undefined;
  /** Every request that was sent, the failed one last. */
  readonly attempts: readonly Attempt[];
  /** Content received before the failure. */
  readonly partial: PartialAnswer | undefined;
  /** HTTP response that reported the failure. Absent if there was none, for example after a network error. */
  readonly response: ResponseInfo | undefined;
  /** `false` if the call failed before a request was sent, for example because of a missing API key. */
  readonly sent: boolean;

  constructor(kind: ProviderErrorKind, message: string, details: ProviderErrorDetails) {
    super(kind, message, details.cause === undefined ? undefined : { cause: details.cause });
    this.provider = details.provider;
    this.status = details.status;
    this.code = details.code;
    this.requestId = details.requestId;
    this.retryable = details.retryable ?? retryableKinds.has(kind);
    this.retryAfter = details.retryAfter;
    this.attempts = details.attempts ?? [];
    this.partial = details.partial;
    this.sent = details.sent ?? true;
    this.response = details.response;
  }
}

/** API key that is missing, malformed, wrong or revoked. */
export class AuthenticationError extends ProviderError {
  declare readonly kind: 'authentication';
}
/** API key that is valid but not allowed to do this. */
export class PermissionError extends ProviderError {
  declare readonly kind: 'permission';
}
/** Model or URL that does not exist. */
export class NotFoundError extends ProviderError {
  declare readonly kind: 'not_found';
}
/** Request that the provider rejected. `kind` is `context_length_exceeded` if it is too long for the context window. */
export class InvalidRequestError extends ProviderError {
  declare readonly kind: 'invalid_request' | 'context_length_exceeded';
}
/** Rate limit that was exceeded: too many requests or tokens. A later retry can succeed. */
export class RateLimitError extends ProviderError {
  declare readonly kind: 'rate_limit' | 'quota_exceeded';
}
/** Credit or daily quota that is used up. A retry soon afterwards fails again. */
export class QuotaExceededError extends RateLimitError {
  declare readonly kind: 'quota_exceeded';
}
/** Prompt or answer that the filter of the provider blocked. */
export class ContentFilterError extends ProviderError {
  declare readonly kind: 'content_filter';
}
/** Service that failed, was unreachable, or sent a response that is not an answer. */
export class ServiceUnavailableError extends ProviderError {
  declare readonly kind: 'server' | 'network' | 'overloaded';
}
/** Service that reports that it is overloaded. */
export class OverloadedError extends ServiceUnavailableError {
  declare readonly kind: 'overloaded';
}
/** Complete answer that is invalid: not JSON, not matching the schema, or above a size limit. */
export class InvalidAnswerError extends ProviderError {
  declare readonly kind: 'invalid_answer';
}
/** Answer that was cut before its end. `partial` has the content received so far. */
export class StreamInterruptedError extends ProviderError {
  declare readonly kind: 'interrupted';
}

/** Time limit that ran out: one of the option `timeout`, or one of the provider. */
export class TimeoutError extends ProviderError {
  declare readonly kind: 'timeout';
  /** Limit of the option `timeout` that ran out. Absent if the provider itself timed out. */
  readonly phase: TimeoutPhase | undefined;

  constructor(kind: ProviderErrorKind, message: string, details: ProviderErrorDetails) {
    super(kind, message, details);
    this.phase = details.phase;
  }
}

const classOfKind = {
  authentication: AuthenticationError,
  permission: PermissionError,
  not_found: NotFoundError,
  invalid_request: InvalidRequestError,
  context_length_exceeded: InvalidRequestError,
  rate_limit: RateLimitError,
  quota_exceeded: QuotaExceededError,
  content_filter: ContentFilterError,
  server: ServiceUnavailableError,
  network: ServiceUnavailableError,
  overloaded: OverloadedError,
  timeout: TimeoutError,
  interrupted: StreamInterruptedError,
  invalid_answer: InvalidAnswerError,
} as const satisfies Record<ProviderErrorKind, typeof ProviderError>;

/** Creates an error of the class that belongs to `kind`. */
export function providerError(kind: ProviderErrorKind, message: string, details: ProviderErrorDetails): ProviderError {
  return new classOfKind[kind](kind, message, details);
}

// Names are written out: a minifier may rename the classes.
const classes = {
  RephyscoError,
  ConfigurationError,
  UnsupportedError,
  BudgetExceededError,
  ProviderError,
  AuthenticationError,
  PermissionError,
  NotFoundError,
  InvalidRequestError,
  RateLimitError,
  QuotaExceededError,
  ContentFilterError,
  ServiceUnavailableError,
  OverloadedError,
  StreamInterruptedError,
  InvalidAnswerError,
  TimeoutError,
};
for (const [name, Class] of Object.entries(classes)) brand(name, Class);
