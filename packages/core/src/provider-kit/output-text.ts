/** Returns the output of a tool as text: text as it is, anything else as JSON. Services refuse an empty one. */
export function outputText(output: unknown): string {
  const text = typeof output === 'string' ? output : (JSON.stringify(output) ?? '');
  return text.trim() === '' ? '(no output)' : text;
}
