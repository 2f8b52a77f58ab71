import type { BatchDesk } from './batches/desk.ts';
import type { Failure, FailureReply } from './failure.ts';
import type { Reply } from './reply.ts';

/** Names of the services that the simulator speaks for. */
export type ServiceName = 'openai' | 'gemini' | 'aliyun' | 'xai' | 'siliconflow' | 'anthropic';

/** A request as a face sees it. */
export interface Call {
  readonly method: string;
  /** What follows the service's base path, without a leading slash, for example `chat/completions`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON; text where it is none. */
  readonly body: unknown;
  /** Body as it came. */
  readonly text: string;
  /** Files and batches of the simulator. */
  readonly desk: BatchDesk;
  /** Which request of the simulator this is, from 1; makes ids differ. */
  readonly ordinal: number;
}

/** A model service: what it answers and how it words its failures. */
export interface Service {
  readonly name: ServiceName;
  /** Path of its base URL, for example `/v1`. */
  readonly basePath: string;
  /** Whether a request has to say how long the answer may be. @default false */
  readonly needsLimit?: boolean;
  /**
   * Answers a request.
   *
   * @throws Refusal
   */
  answer(call: Call): Reply;
  /** A failure in the service's own words. */
  fail(failure: Failure, call: Call): FailureReply;
  /** An error as it comes inside a stream that began well, framed; `named` asks for an event with a name. */
  errorFrame(failure: Failure, call: Call, named: boolean): string;
}
