import type { Answer } from '../stream/answer.ts';
import { invalidAnswer, networkError } from './errors.ts';
import { parseInSteps, parseJSON } from './json.ts';
import type { Origin } from './origin.ts';
import { asList, asObject, type WireObject } from './wire-value.ts';

/** One server-sent event. */
export interface WireEvent {
  readonly event?: string | undefined;
  readonly data: string;
  /** Parsed value of `data` that was parsed in steps. */
  readonly value?: unknown;
}

/**
 * Returns the event with its value, if its data is large JSON. Readers of events await this for events of which `isLarge`
 * is `true`, because parsing one in a single step can take a second. An event with a value stays unchanged.
 *
 * @throws JSONLimitError for data that exceeds a limit
 */
export async function parseLargeEvent<Event extends WireEvent>(event: Event): Promise<Event> {
  if (event.value !== undefined) return event;
  try {
    return { ...event, value: await parseInSteps(event.data) };
  } catch (error) {
    if (error instanceof SyntaxError) return event;
    throw error;
  }
}

/** Returns the origin with the content received so far as `partial`. Without content, `partial` is absent. */
export function at(origin: Origin, answer: Answer): Origin {
  const partial = answer.partial();
  return partial.content.length === 0 ? { ...origin, partial: { text: '', content: [] } } : { ...origin, partial };
}

/** Returns `true` for the end marker `[DONE]`, also with white space and quotes around it. */
export function isEndMarker(data: string): boolean {
  return data.length < 40 && /^\s*["']?\[done\]["']?\s*$/i.test(data);
}

/**
 * Returns the objects in the data of an event. Usually there is one. There are several if a service separates events
 * by a single line feed, and none for a keep-alive. The end marker becomes an empty object.
 *
 * @throws ProviderError for data that is not JSON
 */
export function objectsIn({ event, data, value: known }: WireEvent, here: () => Origin): readonly WireObject[] {
  // An empty text takes ten times as long to reject as to detect, and a stream may consist of them.
  if (data === '' && event !== 'error') return [];
  const value = known ?? parsed(data, here);
  // The data of an error event may be plain text or a JSON string.
  if (event === 'error' && !asObject(value)) return [{ error: typeof value === 'string' ? value : data.trim() }];
  if (value !== undefined)
    return Array.isArray(value) ? asList(value).map(asObject).filter(isPresent) : objectOf(value);
  if (data.trim() === '') return [];
  const lines = data.split('\n').map((line) => line.replace(/^data:/, '').trim());
  if (lines.length > 1)
    return lines.flatMap((line) => (isEndMarker(line) ? [endMarker] : objectsIn({ data: line }, here)));
  throw invalidAnswer(`the stream contains a line that is not JSON: ${data.trim().slice(0, 200)}`, here());
}

/** Returns `undefined` for a text that is not JSON. */
function parsed(text: string, here: () => Origin): unknown {
  try {
    return parseJSON(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw networkError(error, here());
  }
}

/** Object that represents an end marker. */
export const endMarker: WireObject = {};

function objectOf(value: unknown): readonly WireObject[] {
  const object = asObject(value);
  return object ? [object] : [];
}

const isPresent = (value: WireObject | undefined): value is WireObject => value !== undefined;
