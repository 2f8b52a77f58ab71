import type { Answer } from './answer.ts';

const answers = new WeakMap<AbortSignal, Answer>();

/**
 * Shares the answer that a protocol gathers with the layers around it, so that long answers are in memory once less.
 *
 * @param signal of the request
 */
export function shareAnswer(signal: AbortSignal | undefined, answer: Answer): Answer {
  if (signal) answers.set(signal, answer);
  return answer;
}

/** Returns the answer that a protocol shared for the signal of a request. */
export function sharedAnswer(signal: AbortSignal | undefined): Answer | undefined {
  return signal && answers.get(signal);
}
