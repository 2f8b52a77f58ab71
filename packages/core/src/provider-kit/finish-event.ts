import type { FinishEvent } from '../contract/events.ts';

/** Returns the last event of an answer. Adds a warning if the service sent no finish reason. */
export function finishEvent(event: Omit<FinishEvent, 'type'>): FinishEvent {
  const { provider, finishReasonRaw, warnings = [] } = event;
  const missing = `${provider} sent no finish reason; the answer may be incomplete.`;
  return { type: 'finish', ...event, warnings: finishReasonRaw === undefined ? [...warnings, missing] : warnings };
}
