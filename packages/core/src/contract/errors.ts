import type {
  Attempt,
  ErrorKind,
  PartialAnswer,
  ProviderErrorDetails,
  ProviderErrorKind,
  TimeoutPhase,
} from './error-details.ts';

/** Root of all errors that Rephysco throws. `instanceof` holds across copies of this package. */
export class RephyscoError extends Error {
  /** What went wrong, in one word. */
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** An option, a name or a value that cannot work; nothing was sent. */
export class ConfigurationError extends RephyscoError {
  constructor(message: string, options?: ErrorOptions) {
    super('configuration', message, options);
  }
}

/** The model or the provider cannot do what was asked; nothing was sent. */
export class UnsupportedError extends RephyscoError {
  constructor(message: string, options?: ErrorOptions) {
    super('unsupported', message, options);
  }
}

/** What is left of the budget may not be enough for the call; nothing was sent. */
export class BudgetExceededError extends RephyscoError {
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

/** A provider, or the way to it, failed. Made by `providerError`, which picks the class for the kind. */
export class ProviderError extends RephyscoError {
  declare readonly kind: ProviderErrorKind;
  readonly provider: string;
  readonly status: number | undefined;
  /** The provider's own code, for example `model_not_found`. */
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  /** Whether asking again can help. */
  readonly retryable: boolean;
  /** Seconds that the provider asked us to wait. */
  readonly retryAfter: number | undefined;
  /** Every attempt that was made, this one last. Empty when nothing was sent. */
  readonly attempts: readonly Attempt[];
  /** What had arrived before the failure. */
  readonly partial: PartialAnswer | undefined;
  /** `false` where the call failed before the provider was asked at all, such as for a missing key. */
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
  }
}

/** The key is missing, wrong or revoked. */
export class AuthenticationError extends ProviderError {}
/** The key is known but may not do this. */
export class PermissionError extends ProviderError {}
/** The model or the address does not exist. */
export class NotFoundError extends ProviderError {}
/** The provider refuses the request as it stands. */
export class InvalidRequestError extends ProviderError {}
/** Too many requests or tokens for now; waiting helps. */
export class RateLimitError extends ProviderError {}
/** The account's credit or daily allowance is used up; waiting a little does not help. */
export class QuotaExceededError extends RateLimitError {}
/** The provider's filter blocked the prompt or the answer. */
export class ContentFilterError extends ProviderError {}
/** The service failed, cannot be reached, or sent something that is no answer. */
export class ServiceUnavailableError extends ProviderError {}
/** The service says that it has too much to do. */
export class OverloadedError extends ServiceUnavailableError {}
/** The answer came whole but is not what was asked for: no JSON, or not of the schema. */
export class InvalidAnswerError extends ProviderError {}
/** An answer that began was cut; `partial` holds what had come. */
export class StreamInterruptedError extends ProviderError {}

/** A time limit ran out, ours or the provider's. */
export class TimeoutError extends ProviderError {
  /** Which of our limits it was; absent when the provider itself gave up. */
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

/** The error of the class that belongs to a kind. */
export function providerError(kind: ProviderErrorKind, message: string, details: ProviderErrorDetails): ProviderError {
  return new classOfKind[kind](kind, message, details);
}

/**
 * A copy of the error with more known about it: attempts that the retry layer counted, what had arrived before it.
 * Class, stack, and whatever a user's class added stay.
 *
 * @param message in place of the error's own
 */
export function withDetails(
  error: ProviderError,
  details: Partial<ProviderErrorDetails>,
  message: string = error.message,
): ProviderError {
  const phase = error instanceof TimeoutError ? error.phase : undefined;
  const { provider, status, code, requestId, retryable, retryAfter, attempts, partial, sent, cause } = error;
  const known = { provider, status, code, requestId, retryable, retryAfter, attempts, partial, sent, cause, phase };
  const better = providerError(error.kind, message, { ...known, ...details });
  if (error.stack !== undefined) better.stack = error.stack.replace(error.message, () => message);
  Object.setPrototypeOf(better, Object.getPrototypeOf(error));
  return Object.assign(better, error, Object.assign({}, better));
}

const marker = Symbol.for('@rephysco/core/error@1');

/** Marks a class by name, so that `instanceof` also knows the instances of another copy of core. */
function brand(name: string, Class: abstract new (...options: never[]) => RephyscoError): void {
  Object.defineProperty(Class.prototype, marker, { value: name });
  Object.defineProperty(Class.prototype, 'name', { value: name, configurable: true, writable: true });
  Object.defineProperty(Class, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      // A class that a user derived inherits this method; it is told apart by the prototype chain, as usual.
      if (this !== Class) return Function.prototype[Symbol.hasInstance].call(this as () => void, value);
      for (let link = value; typeof link === 'object' && link !== null; link = Object.getPrototypeOf(link)) {
        if (Object.getOwnPropertyDescriptor(link, marker)?.value === name) return true;
      }
      return false;
    },
  });
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
