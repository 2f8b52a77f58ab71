import type { ServerResponse } from 'node:http';
import type { Protocol } from './protocol.ts';

/** Response of a hostile or broken service. */
export interface Shape {
  readonly name: string;
  /** Requests that get the response. @default both */
  readonly to?: 'plain' | 'streamed';
  /** `true` for a large answer within the limits, which needs a process without the garbage of other requests. */
  readonly alone?: boolean;
  /** Seconds until the client gives up, for a response that is slow by itself. */
  readonly timeout?: number;
  send(response: ServerResponse, protocol: Protocol): void;
}
