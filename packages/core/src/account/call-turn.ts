import type { ProviderError } from '../contract/errors.ts';

/** State of a call at the rate limiter, which its layers share. */
export interface CallTurn {
  /** Order of arrival at the rate limiter. Set after a request was sent and refused. */
  readonly order?: number | undefined;
  /** Error of the last refusal, if there was one. */
  readonly failure?: ProviderError | undefined;
  /** Time at which `timeout.total` ends, in milliseconds of `clock.monotonic()`. */
  readonly deadline?: number | undefined;
  /** Signal of the call to which `deadline` belongs. Calls that share a request have other signals. */
  readonly signal?: AbortSignal | undefined;
}

/** Handling of a refusal by the rate limiter. */
export interface Refusal {
  readonly order: number;
  /** `true` if the service has refused so many successive requests that a retry cannot succeed. */
  readonly down: boolean;
}

/** A symbol, so that copies of a request keep the property, but cache keys and logs do not contain it. */
const turnKey: unique symbol = Symbol.for('@rephysco/core/turn@1') as never;

interface WithTurn {
  readonly [turnKey]?: CallTurn | undefined;
}

const refusals = new WeakMap<ProviderError, Refusal>();

/** Returns a copy of a request with additional state of its turn. */
export function withTurn<Request extends object>(request: Request, turn: CallTurn): Request {
  return { ...request, [turnKey]: { ...(request as WithTurn)[turnKey], ...turn } };
}

/** Returns the order of arrival and the deadline of a request. */
export function turnOf(request: { readonly signal?: AbortSignal | undefined }): Omit<CallTurn, 'signal'> {
  const turn = (request as WithTurn)[turnKey];
  if (!turn) return none;
  return turn.signal === request.signal ? turn : { order: turn.order, failure: turn.failure };
}

const none: CallTurn = Object.freeze({});

/** Records how the rate limiter handled the refusal that an error reports. */
export function noteRefusal(error: ProviderError, refusal: Refusal): void {
  refusals.set(error, refusal);
}

/** Returns how the rate limiter handled a refusal; `undefined` for any other error. */
export function refusalOf(error: ProviderError): Refusal | undefined {
  return refusals.get(error);
}
