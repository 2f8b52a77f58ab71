import { Refusal } from '../failure.ts';
import { stringOf } from '../json.ts';

/** Matches names that count as unknown, so that a missing model can be tested. */
const unknownModel = /unknown|does-not-exist|nonexistent/i;

/** Returns `true` if a model name counts as unknown. */
export function isUnknownModel(model: string): boolean {
  return unknownModel.test(model);
}

/** Rejects a missing or unknown model name. @throws Refusal */
export function checkModel(model: unknown): void {
  const name = stringOf(model) ?? '';
  if (isUnknownModel(name)) throw new Refusal({ kind: 'unknown_model', subject: name });
}

/** Matches names of thinking models of any service, because the simulator has no catalogue. */
const thinkers = /^(?:o\d|gpt-(?:[5-9]|\d\d)|codex)|reason|think|-r1\b|\bqwq|\bqvq|grok-(?:3-mini|[4-9]|code)/i;

/** Matches names that look like thinking models but do not think. */
const talkers = /chat-latest|non-reasoning|no-think|instruct/i;

/** Returns `true` if a model with this name thinks. */
export function isThinker(model: unknown): boolean {
  const name = stringOf(model) ?? '';
  return thinkers.test(name) && !talkers.test(name);
}
