/**
 * Returns a value that all copies of core in the process share: registry, configuration, and state of accounts. It is
 * stored under a versioned symbol. Only this file uses `globalThis`.
 *
 * @param name name of the value. The number after `@` increases when the shape of the value changes incompatibly
 * @param create creates the value. Only the first copy of core calls it
 */
export function shared<Value>(
  name: 'models@1' | 'registry@1' | 'config@2' | 'accounts@3' | 'clock@1',
  create: () => Value,
): Value {
  const key = Symbol.for(`@rephysco/core/${name}`);
  const cells = globalThis as unknown as Record<symbol, Value | undefined>;
  cells[key] ??= create();
  return cells[key];
}
