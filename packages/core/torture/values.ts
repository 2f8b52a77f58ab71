/** Value that contains its own key and version, so that a partial or mixed value is detected. */
export interface Sample {
  readonly key: number;
  readonly version: number;
  readonly text: string;
}

/** Creates a value of about the given number of bytes. */
export function sample(key: number, version: number, bytes: number): Sample {
  const word = `“${key}.${version}” `;
  return { key, version, text: word.repeat(Math.ceil(bytes / Buffer.byteLength(word))) };
}

/** Returns a value from a store if it is a complete value of the key, otherwise `undefined`. */
export function asSample(key: number, value: unknown, bytes: number): Sample | undefined {
  const { version } = (value ?? {}) as Partial<Sample>;
  if (typeof version !== 'number') return undefined;
  const expected = sample(key, version, bytes);
  return JSON.stringify(value) === JSON.stringify(expected) ? expected : undefined;
}

/** Returns the name of a value in a store. */
export function nameOf(key: number): string {
  return `value ${key}`;
}
