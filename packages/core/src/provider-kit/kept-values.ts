import { valuesIn } from '../util/count-values.ts';
import { tooLarge } from './errors.ts';
import type { Origin } from './origin.ts';

/**
 * Maximum number of JSON values that an answer keeps of its stream besides texts: log probabilities and data that must
 * be sent back. Each takes up to 100 bytes.
 */
const maxValues = 500_000;

/**
 * Returns a function that counts the values that an answer keeps of the events of its stream, and returns them. The limit of one JSON text
 * does not suffice, because a stream may have any number of them.
 *
 * @throws InvalidAnswerError with code `answer_too_large` from the function, above 500,000 values
 */
export function countKept(origin: Origin): <Value>(value: Value) => Value {
  let kept = 0;
  return (value) => {
    kept += valuesIn(value);
    if (kept > maxValues) throw tooLarge(`it has more than ${maxValues} values besides its text`, origin);
    return value;
  };
}
