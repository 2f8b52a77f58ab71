import { parseJSON } from '../util/parse-json.ts';

/** Maximum number of brackets at which the search for JSON in prose starts. */
const maxStarts = 64;

/**
 * Parses the JSON in the text of an answer. Models write reasoning, a Markdown fence or prose around it.
 *
 * @throws SyntaxError if the text contains no JSON
 */
export function findJSON(text: string): unknown {
  const answer = withoutThinking(text);
  try {
    return parseJSON(answer);
  } catch (error) {
    for (const candidate of candidatesIn(answer)) {
      try {
        return parseJSON(candidate);
      } catch {
        // The next candidate may be valid.
      }
    }
    throw error;
  }
}

/** Returns the text after `<think>…</think>`, which some servers leave in the answer. */
function withoutThinking(text: string): string {
  const end = text.lastIndexOf('</think>');
  return end < 0 ? text : text.slice(end + '</think>'.length);
}

/** Returns parts of a text that can be JSON, the most likely first: fenced blocks, then the longest bracketed parts. */
function candidatesIn(text: string): readonly string[] {
  const fenced = [...text.matchAll(/```[\w-]*[^\S\n]*\n?([\s\S]*?)```/g)].map(([, content = '']) => content);
  const bracketed: string[] = [];
  let place = 0;
  for (let starts = 0; starts < maxStarts; starts += 1) {
    const offset = text.slice(place).search(/[{[]/);
    if (offset < 0) break;
    const start = place + offset;
    const end = endOf(text, start);
    if (end !== undefined) bracketed.push(text.slice(start, end));
    place = end ?? start + 1;
  }
  return [...fenced, ...bracketed.sort((one, other) => other.length - one.length)];
}

/** Returns the place after the bracket that closes the one at `start`. */
function endOf(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let place = start; place < text.length; place += 1) {
    const character = text[place];
    if (inString) {
      if (character === '\\') place += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) return place + 1;
    }
  }
  return undefined;
}
