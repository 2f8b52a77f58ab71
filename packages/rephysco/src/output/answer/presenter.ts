import type { GenerateResult, Notice, StreamEvent } from '@rephysco/core';

/** Displays one answer, from its first event to its end. */
export interface Presenter {
  /** Displays an event of the answer. */
  event(event: StreamEvent): void;
  /** Displays a notice, such as a retry. */
  notice(notice: Notice): void;
  /** Called with the complete answer. */
  end(result: GenerateResult): void;
  /** Called if the answer was interrupted. The displayed part stays. */
  stop(): void;
}
