/** A JSON object as it travels. */
export type WireObject = Readonly<Record<string, unknown>>;

/** The value as an object, or `undefined`: servers send anything. */
export function asObject(value: unknown): WireObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as WireObject) : undefined;
}

/** The value as a list, or an empty one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as text with something in it, or `undefined`. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The value as a number, or `undefined`. */
export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Whether a text is a page of a proxy or a login, where JSON was expected. */
export function isWebPage(text: string): boolean {
  return /^\s*(?:<!doctype|<html|<\?xml)/i.test(text);
}
