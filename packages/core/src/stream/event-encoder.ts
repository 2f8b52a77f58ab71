import type { StreamEvent } from '../contract/events.ts';

/** Encoder of events to a text format. */
export interface EventEncoder {
  /** HTTP headers of the format, including the content type. */
  readonly headers: Readonly<Record<string, string>>;
  event(event: StreamEvent): string;
  /** Text after the last event. */
  end(): string;
  /** Returns the text for a failure. `undefined` aborts the body, for formats that cannot express a failure. */
  error(message: string): string | undefined;
}
