/**
 * Returns the value of a key, and creates it if it is missing. The map holds at most `most` keys: the least recently
 * used key is removed first.
 */
export function rememberIn<Key, Value>(map: Map<Key, Value>, key: Key, most: number, create: () => Value): Value {
  const found = map.get(key);
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
