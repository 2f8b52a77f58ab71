import type { ScriptUsage } from './engine/script.ts';
import type { ServiceName } from './service.ts';

/** End of an exchange: the answer was sent completely, the client left, or the simulator closed the connection. */
export type Closing = 'finished' | 'client' | 'simulator';

/** Request that reached the simulator, with its outcome. */
export interface LoggedRequest {
  readonly method: string;
  /** Path and query as received. */
  readonly path: string;
  readonly service: ServiceName;
  /** Headers with names in lower case. Keys are included, because they are not real. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON, or the text if it is not JSON. */
  readonly body: unknown;
  /** Time at which the request was complete, in milliseconds since 1970. */
  readonly at: number;
  /** Fault that was applied to the request. */
  readonly fault: string | undefined;
  /** Status of the answer, or `undefined` before the headers are sent. */
  readonly status: number | undefined;
  /** Number of pieces of the answer that were written. A plain answer is one piece. */
  readonly pieces: number;
  /**
   * Charged usage: that of the whole answer after its headers are sent, even if a fault cut it. Otherwise `undefined`.
   */
  readonly usage: ScriptUsage | undefined;
  /** Visible reasoning of the answer, if any. */
  readonly reasoning: string | undefined;
  /** Resolves with the end of the exchange. Never rejects. */
  readonly closed: Promise<Closing>;
}

/** Logged request while the simulator is still processing it. */
export type OpenRequest = { -readonly [Name in keyof LoggedRequest]: LoggedRequest[Name] } & {
  readonly close: (closing: Closing) => void;
};

/** Creates the log entry of a request. */
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
