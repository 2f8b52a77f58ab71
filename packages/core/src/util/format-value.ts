/** Returns a value as an error message shows it: on one line, at most 80 characters. */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(short(value));
  if (typeof value === 'number') return String(value); // JSON has no NaN
  return ArrayBuffer.isView(value) ? `${value.byteLength} bytes` : short(asJSON(value));
}

const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

function asJSON(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return typeof value;
  }
}
