/**
 * Returns the value of a key, and creates it if it is missing. The map holds at most `most` keys. It then removes the
 * key that has not been used for the longest time.
 */
export function rememberIn<Key, Value>(map: Map<Key, Value>, key: Key, most: number, create: () => Value): Value {
  const found = map.get(key);
  // The order matters only in a map that is almost full. Frequent changes of a small map allocate new tables.
  if (found !== undefined && map.size <= most / 2) return found;
  const value = found ?? create();
  // Maps keep the order of insertion, so inserting a key again makes it the newest.
  if (found !== undefined) map.delete(key);
  map.set(key, value);
  if (map.size > most) {
    const [oldest] = map.keys();
    map.delete(oldest as Key);
  }
  return value;
}
