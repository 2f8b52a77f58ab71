/** Returns the beginning of a stored outcome that holds the id of its item; empty for an item without one. */
export function storedId(id: string | undefined): string {
  return id === undefined ? '' : `"id":${JSON.stringify(id)},`;
}

/** Splits a stored outcome from the id that was stored before it. */
export function splitId(text: string, index: number): { readonly id: string; readonly json: string } {
  const id = /^"id":"(?:[^"\\]|\\.)*",/.exec(text)?.[0];
  if (id === undefined) return { id: String(index), json: text };
  return { id: JSON.parse(id.slice('"id":'.length, -1)) as string, json: text.slice(id.length) };
}
