import {
  asList,
  asObject,
  type Batch,
  type GenerateRequest,
  generateAnswer,
  joinInTurns,
  pick,
  readCount,
  readJSONObject,
  requestModel,
  requireText,
  sleep,
  type WireObject,
} from '@rephysco/core/provider';
import { readEventBatches } from '@rephysco/http';
import type { Source } from '../chat/from-completion.ts';
import type { Dialect } from '../dialect.ts';
import type { Connection } from '../service/connection.ts';
import { fromResponse, isPending } from './from-response.ts';
import { fromResponseEvents } from './from-response-events.ts';
import { toResponseBody } from './to-body.ts';

/** Sends a request with the Responses protocol. Yields events in batches. */
export function generateResponse(
  dialect: Dialect,
  connection: Connection,
  request: GenerateRequest,
): AsyncIterable<Batch> {
  return generateAnswer(connection, request, {
    build: () => toResponseBody(request, requestModel(request, dialect.models), dialect),
    send: ({ body }) => connection.send('responses.create', body, request.signal),
    readers(answer, { body }) {
      const source: Source = { ...answer, dialect };
      return {
        events: (batches) => fromResponseEvents(batches, source),
        object: (object) => fromResponse(object, source),
        settled: (object) => settled(object, body.background === true, connection, source),
      };
    },
    readEvents: readEventBatches,
  });
}

/** Seconds between two polls: the first and the longest interval. */
const firstPoll = 0.25;
const longestPoll = 5;

/** Maximum number of polls of a response that is pending although the request did not set `background`. */
const mostPolls = 4;

/**
 * Polls a response that is queued or in progress until it ends. With `background`, only the timeouts of the call limit
 * the polling. Any other response is polled four times. If it is still pending, the answer contains a warning.
 *
 * @throws ProviderError for a pending response without an id
 */
async function settled(
  first: WireObject,
  background: boolean,
  connection: Connection,
  { origin }: Source,
): Promise<WireObject> {
  let response = first;
  let wait = firstPoll;
  for (let polls = 0; isPending(response) && (background || polls < mostPolls); polls += 1) {
    const id = requireText(response.id, `id to poll, although its status is '${String(response.status)}'`, origin);
    await sleep(wait, origin.signal);
    wait = Math.min(wait * 2, longestPoll);
    const polled = await connection.read(`responses/${encodeURIComponent(id)}`, origin.signal);
    response = await readJSONObject(polled, origin);
  }
  await joinInTurns(asList(response.output).map((item) => asObject(item)?.arguments));
  return response;
}

/** Body fields that determine the number of input tokens. */
const counted = ['model', 'input', 'instructions', 'tools', 'tool_choice', 'text', 'reasoning'];

/** Returns the number of input tokens of a request, including images, tools and schemas, counted by the service. */
export async function countInputTokens(
  dialect: Dialect,
  connection: Connection,
  request: GenerateRequest,
): Promise<number> {
  const { body } = toResponseBody(request, requestModel(request, dialect.models), dialect);
  const response = await connection.send('responses.inputTokens.count', pick(body, counted), request.signal);
  return readCount(response, 'input_tokens', connection.origin(request.signal));
}
