import {
  attempt,
  bodyOf,
  defaultAnswerBytes,
  invalidAnswer,
  isEventText,
  type Origin,
  readStreamForm,
  readText,
  toJSONObject,
  tryParseJSON,
  type WireObject,
} from '@rephysco/core/provider';
import { readEventBatches, type ServerSentEvent } from '@rephysco/http';

/** Events of a stream, those of one read together. */
export type EventBatches = AsyncIterable<readonly ServerSentEvent[]>;

/** The body of a response: events, or one object. The service decides, whatever the request asked for. */
export type AnswerBody = { readonly events: EventBatches } | { readonly object: WireObject };

/**
 * Reads the body of a response in the form in which it arrives.
 *
 * @param stream whether the request asked for a stream
 * @throws ProviderError for a web page, an empty body, an error object, or anything else that is not an answer
 */
export async function readAnswerBody(response: Response, stream: boolean, origin: Origin): Promise<AnswerBody> {
  if (!stream) return fromText(await readText(response, origin), response.status, origin);
  if (!response.body) throw invalidAnswer('the stream has no body', origin);
  const found = await attempt(readStreamForm(response.body, origin.maxAnswerBytes), {
    ...origin,
    partial: { text: '', content: [] },
  });
  const { maxAnswerBytes: maxBytes = defaultAnswerBytes } = origin;
  if (found.form === 'events') return { events: readEventBatches(found.body, { maxBytes, maxEventBytes: maxBytes }) };
  return fromText(found.text, response.status, origin);
}

function fromText(text: string, status: number, origin: Origin): AnswerBody {
  if (isEventText(text)) return { events: readEventBatches(bodyOf(text)) };
  const lines = text.includes('\n') && tryParseJSON(text) === undefined ? jsonLines(text) : [];
  if (lines.length > 0) return { events: batchOf(lines.map((data) => ({ data }))) };
  return { object: toJSONObject(text, status, origin) };
}

/** The lines of a text of which each is a JSON object, events and empty lines between them; else an empty list. */
function jsonLines(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.replace(/^data:/, '').trim());
  const full = lines.filter((line) => line !== '');
  return full.every((line) => line === '[DONE]' || (line.startsWith('{') && tryParseJSON(line) !== undefined))
    ? full
    : [];
}

async function* batchOf(events: readonly ServerSentEvent[]): AsyncGenerator<readonly ServerSentEvent[]> {
  yield events;
}
