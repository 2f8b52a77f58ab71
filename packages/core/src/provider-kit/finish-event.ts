import type { FinishEvent } from '../contract/events.ts';

/** Returns the event at the end of an answer. Without a finish reason of the service, it has a warning. */
export function finishEvent(event: Omit<FinishEvent, 'type'>): FinishEvent {
  const { provider, finishReasonRaw, warnings = [] } = event;
  const missing = `${provider} sent no finish reason; the answer may be incomplete.`;
  return { type: 'finish', ...event, warnings: finishReasonRaw === undefined ? [...warnings, missing] : warnings };
}
