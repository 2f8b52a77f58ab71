import { defaultAnswerBytes, invalidAnswer, type Origin } from '@rephysco/core/provider';
import { readEventBatches, type ServerSentEvent } from '@rephysco/http';

/**
 * Returns the events of a streamed answer; `undefined` if the response is a whole answer, an error object or a page.
 *
 * @throws ProviderError when there is no body
 */
export function readStream(response: Response, origin: Origin): AsyncIterable<readonly ServerSentEvent[]> | undefined {
  const { body, headers } = response;
  if (/^(?:application\/json|text\/html)\b/i.test(headers.get('content-type') ?? '')) return undefined;
  if (!body) throw invalidAnswer('the stream has no body', origin);
  const { maxAnswerBytes: maxBytes = defaultAnswerBytes } = origin;
  return readEventBatches(body, { maxBytes, maxEventBytes: maxBytes });
}
