import type { ModelInfo } from '@rephysco/core';
import { type AskedReasoning, askedReasoning, type GenerateRequest, type WireObject } from '@rephysco/core/provider';
import { traitsOf } from '../models.ts';
import { isForced } from './to-tools.ts';

/** Request fields for thinking. */
export interface Thinking {
  readonly thinking?: WireObject;
  readonly effort?: string;
  readonly warnings: readonly string[];
}

/** Minimum number of tokens of a thinking budget. */
const least = 1024;

/** Returns the fields that control thinking, with warnings about options that the model does not support. */
export function toThinking(request: GenerateRequest, { id, efforts }: ModelInfo): Thinking {
  const asked = askedReasoning(request);
  const { thinking, off, thinksByDefault, hidesThinking, isNewest } = traitsOf(id);
  const { isSet, isOff, leftOut } = asked;
  if (isForced(request) && !isNewest && !isOff && (isSet || thinksByDefault)) {
    const warnings = isSet ? leftOut('cannot think with a forced tool') : [];
    return { ...(thinksByDefault && { thinking: { type: 'disabled' } }), warnings };
  }
  if (!isSet) return { warnings: [] };
  if (isOff && off === undefined) return { warnings: leftOut('always thinks') };
  if (isOff) return { ...(thinksByDefault && { thinking: { type: off } }), warnings: [] };
  if (thinking === 'none') return { warnings: leftOut('does not think') };
  if (thinking === 'budget' || (thinking === 'both' && asked.budget !== undefined)) return toBudget(asked, request);
  const known = efforts?.filter((each) => each !== 'none') ?? ['low', 'medium', 'high', 'xhigh'];
  const { level, warnings } = asked.asEffort(known);
  if (level === undefined) return { warnings };
  return { thinking: { type: 'adaptive', ...(hidesThinking && { display: 'summarized' }) }, effort: level, warnings };
}

/** A budget must be smaller than the token limit. Thinking cannot start between tool calls. */
function toBudget({ leftOut, asBudget }: AskedReasoning, { maxTokens, messages }: GenerateRequest): Thinking {
  const max = (maxTokens ?? Number.POSITIVE_INFINITY) - 1;
  if (max < least) return { warnings: leftOut(`needs 'maxTokens' above ${least} to think`) };
  const last = messages.findLast(({ role }) => role === 'assistant')?.content ?? [];
  const isSigned = typeof last !== 'string' && last.some((part) => part.type === 'reasoning' && part.providerData);
  if (messages.at(-1)?.role === 'tool' && !isSigned)
    return { warnings: leftOut('cannot start to think between tool calls') };
  const { tokens, warnings } = asBudget({ min: least, max });
  return { thinking: { type: 'enabled', budget_tokens: tokens }, warnings };
}
