import type { StreamEvent } from '../contract/events.ts';
import type { GenerateResult } from '../contract/result.ts';
import { parsePartialJSON } from '../structured/partial-json.ts';

/** The same type with every property optional at every depth, because the rest of the object is still missing. */
export type DeepPartial<Value> = Value extends readonly (infer Item)[]
  ? readonly DeepPartial<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]?: DeepPartial<Value[Key]> | undefined }
    : Value;

/**
 * Maximum length of texts that are parsed at every chunk. Longer texts are parsed after growing by the share `growth`.
 */
const alwaysParsed = 4096;
const growth = 1 / 64;

/**
 * Returns partial objects while the answer is written, and the validated object at the end.
 *
 * @param result returns the whole answer
 */
export async function* objectsOf(
  events: AsyncIterable<StreamEvent>,
  result: () => Promise<GenerateResult>,
): AsyncGenerator<DeepPartial<unknown>, void, undefined> {
  let text = '';
  let parsedLength = 0;
  let shown = '';
  for await (const event of events) {
    if (event.type !== 'text') continue;
    text += event.text;
    const grown = text.length - parsedLength;
    if (text.length > alwaysParsed && grown < text.length * growth) continue;
    parsedLength = text.length;
    const start = startOf(text);
    const value = start < 0 ? undefined : parsePartialJSON(text.slice(start));
    if (value === undefined) continue;
    const form = JSON.stringify(value);
    if (form === shown) continue;
    shown = form;
    yield value as DeepPartial<unknown>;
  }
  const { object } = await result();
  if (object !== undefined) yield object as DeepPartial<unknown>;
}

/** Returns the index of the first bracket, because models may write prose, a fence or reasoning before the JSON. */
function startOf(text: string): number {
  const end = text.lastIndexOf('</think>');
  const place = text.slice(Math.max(0, end)).search(/[{[]/);
  if (text.trimStart().startsWith('<think>') && end < 0) return -1;
  return place < 0 ? -1 : place + Math.max(0, end);
}
