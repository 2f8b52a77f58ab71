import { isContentEvent, type StreamEvent } from '../contract/events.ts';
import { createStringBuilder } from '../util/string-builder.ts';
import { tokensIn } from './quick-estimate.ts';

/** Beginning of what a model wrote, with the length of the whole. */
export interface WrittenText {
  add(event: StreamEvent): void;
  /** Returns the beginning. */
  text(): string;
  /** Returns the number of times that the whole is longer than its beginning. */
  scale(): number;
  /** Returns a rough number of tokens if the whole is longer than any model writes, else `undefined`. */
  roughTokens(): number | undefined;
}

/** Number of characters that are kept. Models write up to 500,000, and services report the usage of almost all. */
const longest = 262_144;

/** Number of characters that are kept of a string in large arguments. */
const longestString = 1024;

/**
 * Number of characters from which tokens are not counted. Reading a part of a longer text can copy the text, and the
 * tokenizer needs memory of its own.
 */
const huge = 1_048_576;

/** Creates an empty text. */
export function createWrittenText(): WrittenText {
  const beginning = createStringBuilder();
  let kept = 0;
  let total = 0;
  const add = (text: string, length = text.length): void => {
    total += length;
    if (kept >= longest || text.length > huge) return;
    const piece = text.length > longest - kept ? text.slice(0, longest - kept) : text;
    kept += piece.length;
    if (piece !== '') beginning.add(piece);
  };
  return {
    add(event) {
      if (!isContentEvent(event) || event.type === 'media' || event.type === 'source') return;
      if (event.type !== 'tool-call') return add(event.text);
      add(event.name);
      const length = lengthOf(event.arguments);
      if (length > huge) total += length;
      else if (length <= longest) add(JSON.stringify(event.arguments) ?? '');
      else add(JSON.stringify(event.arguments, cutStrings), length);
    },
    text: () => beginning.text(),
    scale: () => (kept === 0 ? 1 : total / kept),
    roughTokens: () => (total > huge ? tokensIn(total) : undefined),
  };
}

const cutStrings = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.slice(0, longestString) : value;

/** Returns about the length of a value as JSON. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 4;
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + lengthOf(each) + 1, 2);
  return Object.entries(value).reduce((sum, [key, each]) => sum + key.length + lengthOf(each) + 4, 2);
}
