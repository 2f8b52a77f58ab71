import { tooLarge } from './errors.ts';
import { defaultToolCalls } from './limits.ts';
import type { Origin } from './origin.ts';
import { uniqueIds } from './unique-id.ts';

/**
 * Returns a function that names the tool calls of one answer: by the id of the service, made unique, or by their position.
 *
 * @throws InvalidAnswerError from the function, above `origin.maxToolCalls`
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
