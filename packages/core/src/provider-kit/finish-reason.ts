import type { FinishReason } from '../contract/usage.ts';

/**
 * Returns the common finish reason. An unknown reason becomes `other`. `stop` after tool calls becomes `tool_calls`.
 *
 * @param reasons common reasons by the reasons of the service
 * @param calledTools `true` if the answer calls tools, for services that send `stop` in that case
 */
export function finishReasonIn(
  reasons: Readonly<Record<string, FinishReason>>,
  raw: string | undefined,
  calledTools: boolean = false,
): FinishReason {
  const reason = raw !== undefined && Object.hasOwn(reasons, raw) ? (reasons[raw] ?? 'other') : 'other';
  return reason === 'stop' && calledTools ? 'tool_calls' : reason;
}
