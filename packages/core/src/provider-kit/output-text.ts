/** Returns the output of a tool as text: text unchanged, other values as JSON. Services reject empty output. */
export function outputText(output: unknown): string {
  const text = typeof output === 'string' ? output : (JSON.stringify(output) ?? '');
  return text.trim() === '' ? '(no output)' : text;
}
