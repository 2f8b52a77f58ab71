import type { StreamEvent } from '../contract/events.ts';

/** Turns events into the text of a format. */
export interface EventEncoder {
  /** Content type, and other headers of the format. */
  readonly headers: Readonly<Record<string, string>>;
  event(event: StreamEvent): string;
  /** Text after the last event. */
  end(): string;
  /** Text for a failure. `undefined` breaks the body off, which is the only way to report it. */
  error(message: string): string | undefined;
}
