/** Tells whether a JSON value is an object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tells whether two JSON values are equal. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one)) return Array.isArray(other) && one.length === other.length && hasSame(one, other);
  return (
    isRecord(one) && isRecord(other) && Object.keys(one).length === Object.keys(other).length && hasSame(one, other)
  );
}

function hasSame(one: object, other: object): boolean {
  const theirs = new Map(Object.entries(other));
  return Object.entries(one).every(([key, value]) => theirs.has(key) && isSame(value, theirs.get(key)));
}
