import { Refusal } from '../failure.ts';
import { isObject, parseOr, stringOf } from '../json.ts';
import type { Reply } from '../reply.ts';
import type { Call, Service } from '../service.ts';
import type { BatchLine, SimulatedBatch } from './desk.ts';

/** Response to one line of a batch. */
export interface LineAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Answers a line as the service would answer the same request outside a batch. */
export function answerLine(
  service: Pick<Service, 'answer' | 'fail'>,
  line: BatchLine,
  call: Call,
  batch: SimulatedBatch,
): LineAnswer {
  const position = batch.lines.indexOf(line);
  const own: Call = {
    ...call,
    method: 'POST',
    path: line.path,
    body: line.body,
    ordinal: batch.number * 1e6 + position,
  };
  const { order } = batch;
  try {
    if (order?.name === 'line-errors' && (position + 1) % (order.at ?? 1) === 0) {
      throw new Refusal({ kind: 'bad_request', message: 'The simulator was ordered to refuse this line.' });
    }
    return bodyOf(service.answer(own));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, body } = service.fail(error.failure, own);
    return { status, body };
  }
}

function bodyOf({ actions }: Reply): LineAnswer {
  let status = 200;
  let text = '';
  for (const action of actions) {
    if (action.do === 'head') status = action.status;
    if (action.do === 'send') text += String(action.data);
  }
  return { status, body: parseOr(text) };
}

/** Returns positions of lines in a shuffled order, because results do not arrive in the order of the requests. */
export function shuffled(count: number): readonly number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  return order.sort((one, other) => (one % 7) - (other % 7) || other - one);
}

/** Returns the first invalid line of a batch. Such a batch fails as a whole. */
export function problemIn(lines: readonly BatchLine[]): SimulatedBatch['problem'] {
  const ids = new Set<string>();
  for (const [line, { id, body }] of lines.entries()) {
    if (!isObject(body)) return { line, message: 'This line is not parseable as valid JSON.' };
    if (ids.has(id)) return { line, message: `The custom_id '${id}' is used by more than one line.` };
    if (/unknown|nonexistent|does-not-exist/.test(stringOf(body.model) ?? '')) {
      return { line, message: `The model '${stringOf(body.model)}' does not exist.` };
    }
    ids.add(id);
  }
  return undefined;
}
