/** A value that says what it is: half of one, or parts of two, cannot be taken for another. */
export interface Sample {
  readonly key: number;
  readonly version: number;
  readonly text: string;
}

/** A value of about so many bytes. */
export function sample(key: number, version: number, bytes: number): Sample {
  const word = `“${key}.${version}” `;
  return { key, version, text: word.repeat(Math.ceil(bytes / Buffer.byteLength(word))) };
}

/** What a store gave back, where it is a whole value of that key. */
export function asSample(key: number, value: unknown, bytes: number): Sample | undefined {
  const { version } = (value ?? {}) as Partial<Sample>;
  if (typeof version !== 'number') return undefined;
  const expected = sample(key, version, bytes);
  return JSON.stringify(value) === JSON.stringify(expected) ? expected : undefined;
}

/** The name of a value in a store. */
export function nameOf(key: number): string {
  return `value ${key}`;
}
