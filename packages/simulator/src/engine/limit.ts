import type { Script, Step } from './script.ts';
import { countTokens, tokenize } from './tokens.ts';

/** Returns the text before the first stop sequence. */
export function untilStop(text: string, stop: readonly string[] = []): string {
  const ends = stop.map((each) => (each === '' ? -1 : text.indexOf(each))).filter((at) => at >= 0);
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends));
}

/** Returns the part of a script that fits into a token limit, with its finish reason and token count. */
export function withinLimit(
  steps: readonly Step[],
  maxTokens: number = Number.POSITIVE_INFINITY,
): Pick<Script, 'steps' | 'finishReason'> & { readonly tokens: number; readonly reasoningTokens: number } {
  const kept: Step[] = [];
  let tokens = 0;
  let reasoningTokens = 0;
  for (const step of steps) {
    const room = maxTokens - tokens;
    const size = stepTokens(step);
    if (size > room) {
      if (step.type === 'tool-call' && room > countTokens(step.name)) {
        const cut = tokenize(step.arguments).slice(0, room - countTokens(step.name));
        kept.push({ ...step, arguments: cut.join('') });
        tokens = maxTokens;
      }
      return { steps: kept, finishReason: 'length', tokens, reasoningTokens };
    }
    kept.push(step);
    tokens += size;
    if (step.type === 'reasoning') reasoningTokens += size;
  }
  const calls = steps.some((step) => step.type === 'tool-call');
  return { steps: kept, finishReason: calls ? 'tool_calls' : 'stop', tokens, reasoningTokens };
}

function stepTokens(step: Step): number {
  return step.type === 'tool-call' ? countTokens(step.name) + countTokens(step.arguments) : 1;
}
