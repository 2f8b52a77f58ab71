/** Function that replaces values in `toJSONValue`. Returns `undefined` for values to convert by the general rules. */
export type Replace = (value: object | string) => unknown;

/** Maximum depth. Deeper values are replaced by a note. */
const maxDepth = 100;

/** Maximum number of values. The rest of larger lists and objects is replaced by a note. */
const maxValues = 200_000;

/**
 * Converts any value to a JSON value. Like `JSON.stringify`, but keeps values that it loses or throws for: `NaN`,
 * infinities and BigInts become strings, a `Map` an object (or a list of pairs), a `Set` a list, an `Error` its name,
 * message and fields, bytes base64. Never throws.
 *
 * @returns JSON value, or `undefined` for `undefined`, functions and symbols
 */
export function toJSONValue(value: unknown, replace: Replace = () => undefined): unknown {
  const walk = createWalk(replace);
  return walk(value, 0);
}

type Walk = (value: unknown, depth: number) => unknown;

function createWalk(replace: Replace): Walk {
  const above = new Set<object>();
  let values = 0;

  function walk(value: unknown, depth: number): unknown {
    values += 1;
    switch (typeof value) {
      case 'bigint':
        return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
      case 'number':
        return Number.isFinite(value) ? (value === 0 ? 0 : value) : String(value); // JSON writes -0 as 0
      case 'object':
        return value === null ? null : walkObject(value, depth);
      case 'string':
        return replace(value) ?? value;
      case 'boolean':
        return value;
      case 'undefined':
      case 'function':
      case 'symbol':
        return undefined;
    }
  }
  function walkObject(value: object, depth: number): unknown {
    if (above.has(value)) return '[circular]';
    if (depth > maxDepth || values > maxValues) return '[left out: too large]';
    above.add(value);
    try {
      const replaced = replace(value);
      return replaced === undefined ? plain(value, depth + 1) : walk(replaced, depth + 1);
    } catch (error) {
      return `[unreadable: ${error instanceof Error ? error.message : String(error)}]`;
    } finally {
      above.delete(value);
    }
  }
  const entriesOf = (entries: Iterable<readonly [unknown, unknown]>, depth: number): object =>
    Object.fromEntries(
      [...entries].flatMap(([key, each]) => {
        const kept = walk(each, depth);
        return kept === undefined ? [] : [[String(key), kept]];
      }),
    );
  const listOf = (list: Iterable<unknown>, depth: number): readonly unknown[] => {
    const kept: unknown[] = [];
    for (const each of list) {
      kept.push(values > maxValues ? '[left out: too large]' : (walk(each, depth) ?? null));
      if (values > maxValues) break;
    }
    return kept;
  };
  function plain(value: object, depth: number): unknown {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
    if ('toJSON' in value && typeof value.toJSON === 'function') {
      const json: unknown = value.toJSON();
      if (json !== value) return walk(json, depth);
    }
    if (Array.isArray(value)) return listOf(value, depth);
    if (value instanceof Map) {
      const named = [...value.keys()].every((key) => typeof key === 'string' || typeof key === 'number');
      return named ? entriesOf(value, depth) : listOf(value, depth);
    }
    if (value instanceof Set) return listOf(value, depth);
    if (value instanceof RegExp || value instanceof URL) return String(value);
    if (value instanceof ArrayBuffer) return { base64: Buffer.from(value).toString('base64') };
    if (ArrayBuffer.isView(value)) return fromView(value, depth);
    if (value instanceof Error) {
      const { name, message, cause } = value;
      const own = { name, message, ...(cause !== undefined && { cause }) };
      return entriesOf(Object.entries({ ...value, ...own }), depth);
    }
    return entriesOf(Object.entries(value), depth);
  }
  function fromView(view: ArrayBufferView, depth: number): unknown {
    if (!(view instanceof Uint8Array || view instanceof DataView)) {
      return listOf(view as unknown as Iterable<unknown>, depth);
    }
    return { base64: Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64') };
  }
  return walk;
}
