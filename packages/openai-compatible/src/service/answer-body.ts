import type { PartialAnswer } from '@rephysco/core';
import { asObject, isWebPage, readEventBatches, type ServerSentEvent } from '@rephysco/http';
import type { WireObject } from '../dialect.ts';
import { isErrorObject } from './error-body.ts';
import { fromErrorObject, fromThrown, noAnswer, type Origin } from './errors.ts';

const nothing: PartialAnswer = { text: '', content: [] };

/** The outcome of something on the wire, its failure typed. */
export async function attempt<Value>(promise: Promise<Value>, origin: Origin): Promise<Value> {
  try {
    return await promise;
  } catch (error) {
    throw fromThrown(error, origin);
  }
}

/**
 * The body of a response as a JSON object.
 *
 * @throws ProviderError for a web page, an empty body, anything else that is no object, or an error object
 */
export async function readObject(response: Response, origin: Origin): Promise<WireObject> {
  const text = await attempt(response.text(), { ...origin, partial: nothing });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const what = text.trim() === '' ? 'an empty body' : isWebPage(text) ? 'a web page' : 'something that is no JSON';
    throw noAnswer(`the service answered ${response.status} with ${what}`, origin, cause);
  }
  const body = asObject(value);
  if (!body) throw noAnswer(`the service answered ${response.status} with something that is no answer`, origin);
  if (isErrorObject(body)) throw fromErrorObject(body, origin);
  return body;
}

/**
 * The events of a streamed answer; `undefined` where a stream was asked for and something else came: a whole answer,
 * an error object, a proxy's page.
 *
 * @throws ProviderError when there is no body
 */
export function readStream(response: Response, origin: Origin): AsyncIterable<readonly ServerSentEvent[]> | undefined {
  const { body, headers } = response;
  if (/^(?:application\/json|text\/html)\b/i.test(headers.get('content-type') ?? '')) return undefined;
  if (!body) throw noAnswer('the stream has no body', origin);
  return readEventBatches(body);
}
