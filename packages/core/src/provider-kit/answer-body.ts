import { ProviderError } from '../contract/errors.ts';
import type { Batch } from '../stream/batches.ts';
import { transformBatches } from '../stream/transform.ts';
import { once } from '../util/iterators.ts';
import { attempt, invalidAnswer, wrongForm } from './errors.ts';
import { tryParseJSON } from './json.ts';
import { chunksOf, defaultAnswerBytes } from './limits.ts';
import { manyInNextTurn } from './next-turn.ts';
import type { Origin } from './origin.ts';
import type { WireEvent } from './read-event.ts';
import { readText, readWhole, toJSONObject, type WholeBody } from './read-json.ts';
import { bodyOf, isEventText, openStream } from './stream-form.ts';
import type { WireObject } from './wire-value.ts';

/** Events of a stream in batches that were read together. */
export type EventBatches = AsyncIterable<readonly WireEvent[]>;

/** Reads server-sent events, for example `readEventBatches` of `@rephysco/http`. */
export type ReadEvents = (
  body: AsyncIterable<Uint8Array>,
  limits?: { readonly maxBytes: number; readonly maxEventBytes: number },
) => EventBatches;

/** Body of a response: events, or one object. The service decides which, regardless of the request. */
export type AnswerBody = { readonly events: EventBatches } | { readonly object: WireObject };

/**
 * Reads the body of a response in the form in which it arrives.
 *
 * @param stream whether the request asked for a stream
 * @param readEvents reads the events of a body
 * @throws ProviderError for a web page, an empty body, an error object, or anything else that is not an answer
 */
export async function readAnswerBody(
  response: Response,
  stream: boolean,
  origin: Origin,
  readEvents: ReadEvents,
): Promise<AnswerBody> {
  const { status } = response;
  const body = chunksOf(response);
  if (!stream) {
    // Mock responses in tests may have a text and no body.
    const whole = body ? await readWhole(body, status, origin) : { text: await readText(response, origin) };
    return fromWhole(whole, status, origin, readEvents);
  }
  if (!body) throw invalidAnswer('the stream has no body', origin);
  const { maxAnswerBytes = defaultAnswerBytes } = origin;
  const found = await attempt(openStream(body, maxAnswerBytes), { ...origin, partial: { text: '', content: [] } });
  const maxBytes = maxAnswerBytes - found.skipped;
  if (found.form === 'events') return { events: readEvents(found.body, { maxBytes, maxEventBytes: maxBytes }) };
  const whole = await readWhole(found.body, status, { ...origin, maxAnswerBytes: maxBytes });
  return fromWhole(whole, status, origin, readEvents);
}

function fromWhole(whole: WholeBody, status: number, origin: Origin, readEvents: ReadEvents): AnswerBody {
  return 'object' in whole ? whole : fromText(whole.text, status, origin, readEvents);
}

function fromText(text: string, status: number, origin: Origin, readEvents: ReadEvents): AnswerBody {
  if (isEventText(text)) return { events: readEvents(bodyOf(text)) };
  // Most services send JSON with line feeds. It is parsed once.
  const value = text.includes('\n') ? tryParseJSON(text) : undefined;
  const lines = text.includes('\n') && value === undefined ? jsonLines(text) : [];
  if (lines.length > 0) return { events: batchOf(lines.map((data) => ({ data }))) };
  return { object: toJSONObject(text, status, origin, { value }) };
}

/** Returns the lines of a text if each is a JSON object, an event or empty. Otherwise returns an empty list. */
function jsonLines(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.replace(/^data:/, '').trim());
  const full = lines.filter((line) => line !== '');
  return full.every((line) => line === '[DONE]' || (line.startsWith('{') && tryParseJSON(line) !== undefined))
    ? full
    : [];
}

async function* batchOf(events: readonly WireEvent[]): AsyncGenerator<readonly WireEvent[]> {
  yield events;
}

/** Readers of an answer, one for each form of the body. */
export interface AnswerReaders {
  events(batches: EventBatches): AsyncIterable<Batch>;
  object(body: WireObject): Batch;
  /** Prepares an object, for example waits for the end of an answer in progress. @default the object itself */
  settled?(body: WireObject): Promise<WireObject> | undefined;
}

/**
 * Reads an answer in the form in which it arrived. Accepts the wrong form if the answer is complete. Otherwise the
 * error names the form. It is not retryable, because a retry is billed and would return the same form.
 */
export function readAnswer(
  found: AnswerBody,
  stream: boolean,
  { origin }: { readonly origin: Origin },
  readers: AnswerReaders,
): AsyncIterableIterator<Batch> {
  const right = 'events' in found === stream;
  const open = (): AsyncIterator<Batch> =>
    'events' in found ? readers.events(found.events)[Symbol.asyncIterator]() : once(() => readers.object(found.object));
  return transformBatches(open, {
    batch: manyInNextTurn,
    failed(error) {
      if (right || !(error instanceof ProviderError) || error.status !== undefined || !isFormError(error)) return error;
      const what = stream ? 'a streamed request with a JSON body' : 'a plain request with an event stream';
      const partial = error.partial ? { ...origin, partial: error.partial } : origin;
      return wrongForm(`the service answered ${what} that is not a whole answer: ${error.message}`, partial, error);
    },
  });
}

/**
 * Returns `true` for an error about an incomplete answer. Errors that the service reports have a code or another kind.
 */
const isFormError = ({ kind, code }: ProviderError): boolean =>
  code === undefined && (kind === 'interrupted' || kind === 'server');
