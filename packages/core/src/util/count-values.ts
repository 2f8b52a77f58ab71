/** Returns the number of JSON values in a parsed value, whose depth `parseJSON` limits. */
export function valuesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  let count = 1;
  for (const each of Array.isArray(value) ? value : Object.values(value)) count += valuesIn(each);
  return count;
}
