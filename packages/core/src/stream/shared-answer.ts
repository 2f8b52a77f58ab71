import type { Answer } from './answer.ts';

const answers = new WeakMap<AbortSignal, Answer>();

/**
 * Shares the answer that a protocol builds with the middleware around it, which saves a copy of long answers.
 *
 * @param signal signal of the request, which identifies the answer
 */
export function shareAnswer(signal: AbortSignal | undefined, answer: Answer): Answer {
  if (signal) answers.set(signal, answer);
  return answer;
}

/** Returns the answer that a protocol shared for the signal of a request. */
export function sharedAnswer(signal: AbortSignal | undefined): Answer | undefined {
  return signal && answers.get(signal);
}
