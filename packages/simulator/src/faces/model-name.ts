import { Refusal } from '../failure.ts';
import { stringOf } from '../json.ts';

/** Names that no service knows, so that a missing model can be tried without a catalogue here. */
const unknownModel = /unknown|does-not-exist|nonexistent/i;

/** Whether a model name says of itself that it is unknown. */
export function isUnknownModel(model: string): boolean {
  return unknownModel.test(model);
}

/** Refuses a model name that says of itself that it is unknown. @throws Refusal */
export function checkModel(model: unknown): void {
  const name = stringOf(model) ?? '';
  if (isUnknownModel(name)) throw new Refusal({ kind: 'unknown_model', subject: name });
}

/** Names of models that think before they answer, of any service; a rule instead of a catalogue. */
const thinkers = /^(?:o\d|gpt-(?:[5-9]|\d\d)|codex)|reason|think|-r1\b|\bqwq|\bqvq|grok-(?:3-mini|[4-9]|code)/i;

/** Names that look like thinkers and are none. */
const talkers = /chat-latest|non-reasoning|no-think|instruct/i;

/** Whether a model of that name thinks before it answers. */
export function isThinker(model: unknown): boolean {
  const name = stringOf(model) ?? '';
  return thinkers.test(name) && !talkers.test(name);
}
