import type { Origin, OutgoingRequest, WireObject } from '@rephysco/core/provider';

/** Requests of a batch API, with JSON as bodies. All methods throw a ProviderError for a failure. */
export interface BatchConnection {
  readonly baseURL: string;
  origin(signal: AbortSignal | undefined): Origin;
  /** Returns the object at a path below the base URL. */
  get(path: string, signal: AbortSignal | undefined): Promise<WireObject>;
  /** Posts an object and returns the response. */
  post(path: string, body: WireObject, signal: AbortSignal | undefined): Promise<WireObject>;
  /** Yields the objects of a file that has one JSON object per line. */
  lines(path: string, signal: AbortSignal | undefined): AsyncGenerator<WireObject>;
  /** Sends any request and returns the object of its response. */
  send(request: OutgoingRequest, signal: AbortSignal | undefined): Promise<WireObject>;
}
