/**
 * One value per process under a versioned symbol, so that two copies of core in one tree still share
 * their registry, their configuration and what they know of each account. The only file that touches `globalThis`.
 *
 * @param name what the value is; the number after `@` changes when its shape changes incompatibly
 * @param create makes the value for the first copy that asks
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
