/** A JSON object as services send it. */
export type WireObject = Readonly<Record<string, unknown>>;

/** Returns the value if it is an object and not a list, else `undefined`. */
export function asObject(value: unknown): WireObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as WireObject) : undefined;
}

/** Returns the value if it is a list, else an empty list. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Returns the value if it is a text that is not empty, else `undefined`. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Returns the value if it is a finite number, else `undefined`. */
export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Returns the fields of an object that are neither `undefined` nor `null`. */
export function present<Field>(
  fields: Readonly<Record<string, Field | undefined | null>> = {},
): Readonly<Record<string, Field>> {
  const entries = Object.entries(fields).filter(([, field]) => field !== undefined && field !== null);
  return Object.fromEntries(entries) as Readonly<Record<string, Field>>;
}

/** Returns the fields of an object that have one of the names. */
export function pick(value: WireObject, names: readonly string[]): WireObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));
}

/** Returns `true` for the HTML or XML page of a proxy, a login form or a gateway. */
export function isWebPage(text: string): boolean {
  return /^\s*(?:<!doctype|<html|<\?xml)/i.test(text);
}

/** Largest number of tokens that a service can report: above every context window by a factor of 100. */
const mostTokens = 1e9;

/** Returns the value as a number of tokens; `undefined` for one that cannot be: negative, fractional or huge. */
export function asCount(value: unknown): number | undefined {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= mostTokens
    ? (value as number)
    : undefined;
}
