import { valuesIn } from '../util/count-values.ts';
import { asObject, type WireObject } from './wire-value.ts';

/** Maximum number of fields of one object. Services send up to 20. */
const maxFields = 64;

/** Number of fields of an event after which no more are read. Looking at 190,000 takes 90 ms. */
const mostRead = 1000;

/** Maximum number of JSON values in one field. */
const maxValues = 200;

/**
 * Returns the fields of an object that arrives in several events, such as the usage. The latest value counts, and
 * `undefined` and `null` count as absent. Further fields above 64 and fields with more than 200 values are left out,
 * because a stream may contain any number of them. Of one event, the first 1,000 fields are read.
 *
 * @param before fields so far
 */
export function latestFields(before: WireObject, value: unknown): WireObject {
  const found = asObject(value);
  if (!found) return before;
  const fields: Record<string, unknown> = { ...before };
  let room = maxFields - Object.keys(fields).length;
  let read = 0;
  for (const name in found) {
    read += 1;
    if (read > mostRead) break;
    const field = found[name];
    if (field === undefined || field === null) continue;
    const isNew = !Object.hasOwn(fields, name);
    if ((isNew && room === 0) || (typeof field === 'object' && valuesIn(field) > maxValues)) continue;
    if (isNew) room -= 1;
    fields[name] = field;
  }
  return fields;
}
