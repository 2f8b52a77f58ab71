/** Returns the text that stores the id of an item before its outcome. Empty for an item without an id. */
export function storedId(id: string | undefined): string {
  return id === undefined ? '' : `"id":${JSON.stringify(id)},`;
}

/** Splits a stored text into the id of the item and its outcome. @param index used as id if none was stored */
export function splitId(text: string, index: number): { readonly id: string; readonly json: string } {
  const id = /^"id":"(?:[^"\\]|\\.)*",/.exec(text)?.[0];
  if (id === undefined) return { id: String(index), json: text };
  return { id: JSON.parse(id.slice('"id":'.length, -1)) as string, json: text.slice(id.length) };
}
