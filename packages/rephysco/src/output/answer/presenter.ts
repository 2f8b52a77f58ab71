import type { GenerateResult, Notice, StreamEvent } from '@rephysco/core';

/** Shows one answer, from its first event to its end. */
export interface Presenter {
  /** A piece of the answer. */
  event(event: StreamEvent): void;
  /** What happens on the way. */
  notice(notice: Notice): void;
  /** The answer is whole. */
  end(result: GenerateResult): void;
  /** The rest will not come; what had come is kept. */
  stop(): void;
}
