import { tooLarge } from './errors.ts';
import { defaultToolCalls } from './limits.ts';
import type { Origin } from './origin.ts';
import { uniqueIds } from './unique-id.ts';

/**
 * Returns a function that returns the id of each tool call of an answer: the unique id of the service, or one by
 * position.
 *
 * @throws InvalidAnswerError from the function if the answer has more than `origin.maxToolCalls` calls
 */
export function callIds(origin: Origin): (id: string | undefined) => string {
  const { maxToolCalls = defaultToolCalls } = origin;
  const unique = uniqueIds();
  let calls = 0;
  return (id) => {
    const position = calls++;
    if (calls > maxToolCalls) throw tooLarge(`it calls more than ${maxToolCalls} tools`, origin);
    return unique(id ?? `call_${position}`);
  };
}
