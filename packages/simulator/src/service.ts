import type { BatchDesk } from './batches/desk.ts';
import type { Failure, FailureReply } from './failure.ts';
import type { Reply } from './reply.ts';

/** Names of the simulated services. */
export type ServiceName = 'openai' | 'gemini' | 'aliyun' | 'xai' | 'siliconflow' | 'anthropic';

/** Request as received by a service. */
export interface Call {
  readonly method: string;
  /** Path after the service's base path, without a leading slash, for example `chat/completions`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON, or the text if it is not JSON. */
  readonly body: unknown;
  /** Unparsed body. */
  readonly text: string;
  /** Files and batches of the simulator. */
  readonly desk: BatchDesk;
  /** Number of the request in its simulator, counted from 1. Makes ids unique. */
  readonly ordinal: number;
}

/** Simulated service: its endpoints and its error format. */
export interface Service {
  readonly name: ServiceName;
  /** Path of its base URL, for example `/v1`. */
  readonly basePath: string;
  /** `true` if a request must set a token limit. @default false */
  readonly needsLimit?: boolean;
  /**
   * Answers a request.
   *
   * @throws Refusal
   */
  answer(call: Call): Reply;
  /** Returns a failure in the format of the service. */
  fail(failure: Failure, call: Call): FailureReply;
  /** Returns an error as a framed event in a stream that has already begun. `named` requests an event with a name. */
  errorFrame(failure: Failure, call: Call, named: boolean): string;
}
