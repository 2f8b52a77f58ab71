import { maxKeptValues } from '../util/answer-bounds.ts';
import { valuesIn } from '../util/count-values.ts';
import { tooLarge } from './errors.ts';
import type { Origin } from './origin.ts';

/**
 * Returns a function that counts the values that an answer keeps of the events of its stream, and returns them. The limit
 * of one JSON text does not suffice, because a stream may have any number of them.
 *
 * @throws InvalidAnswerError with code `answer_too_large` from the function, above 500,000 values
 */
export function countKept(origin: Origin): <Value>(value: Value) => Value {
  let kept = 0;
  return (value) => {
    kept += valuesIn(value);
    if (kept > maxKeptValues) throw tooLarge(`it has more than ${maxKeptValues} values besides its text`, origin);
    return value;
  };
}
