import type { ScriptUsage } from './engine/script.ts';
import type { ServiceName } from './service.ts';

/** How an exchange ended: the answer went out whole, the client left before, or the simulator broke it off. */
export type Closing = 'finished' | 'client' | 'simulator';

/** One request that reached the simulator, with what became of it. */
export interface LoggedRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly path: string;
  readonly service: ServiceName;
  /** In lower case; keys included, since they are made up. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON; text where it is none. */
  readonly body: unknown;
  /** When it had come, in milliseconds since 1970. */
  readonly at: number;
  /** The fault that it met. */
  readonly fault: string | undefined;
  /** Status of the answer; `undefined` before the headers went out. */
  readonly status: number | undefined;
  /** Pieces of the answer written so far; a plain answer is one piece. */
  readonly pieces: number;
  /** What it is charged: the whole answer once its headers went out, also where a fault cut it; else `undefined`. */
  readonly usage: ScriptUsage | undefined;
  /** Thinking that the answer shows, if it shows any. */
  readonly reasoning: string | undefined;
  /** Settles when the exchange is over, with how it ended. Never rejects. */
  readonly closed: Promise<Closing>;
}

/** A logged request while the simulator still fills it in. */
export type OpenRequest = { -readonly [Name in keyof LoggedRequest]: LoggedRequest[Name] } & {
  readonly close: (closing: Closing) => void;
};

/** Begins the entry of a request. */
export function openRequest(
  known: Pick<LoggedRequest, 'method' | 'path' | 'service' | 'headers' | 'body'>,
): OpenRequest {
  const { promise, resolve } = Promise.withResolvers<Closing>();
  return {
    ...known,
    at: Date.now(),
    fault: undefined,
    status: undefined,
    pieces: 0,
    usage: undefined,
    reasoning: undefined,
    closed: promise,
    close: resolve,
  };
}
