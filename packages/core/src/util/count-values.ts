/** Returns the number of JSON values in a parsed value, whose depth `parseJSON` limits. */
export function valuesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  let count = 1;
  if (Array.isArray(value)) for (const each of value) count += valuesIn(each);
  else for (const key in value) count += valuesIn((value as Record<string, unknown>)[key]);
  return count;
}
