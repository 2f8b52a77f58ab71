import { InvalidAnswerError, ProviderError } from '../contract/errors.ts';
import type { StreamEvent } from '../contract/events.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { withDetails } from '../contract/with-details.ts';
import type { Answer } from '../stream/answer.ts';
import type { Batch } from '../stream/batches.ts';
import { plausibleCost, plausibleUsage } from '../stream/plausible.ts';
import { maxKeptValues, maxSources } from '../util/answer-bounds.ts';
import { valuesIn } from '../util/count-values.ts';

/**
 * Maximum number of parts of an answer. Usual answers alternate only a few times between text, reasoning and tool
 * calls.
 */
const maxParts = 10_000;

const defaultBytes = 64 * 1024 * 1024;
const defaultCalls = 128;
const tooLarge = 'answer_too_large';

/**
 * Returns a function that checks the events of one answer: `maxAnswerBytes` (in UTF-16 units of the content),
 * `maxToolCalls`, and the numbers of parts, of sources and of values in their data, each of which takes more memory than
 * its bytes on the wire.
 *
 * @throws InvalidAnswerError with code `answer_too_large` from the function
 */
export function createLimits(request: GenerateRequest): (batch: Batch) => void {
  const { provider, maxAnswerBytes = defaultBytes, maxToolCalls = defaultCalls } = request;
  let size = 0;
  let calls = 0;
  let parts = 0;
  let sources = 0;
  let values = 0;
  let last: StreamEvent['type'] | undefined;
  const refuse = (what: string): never => {
    const details = { provider, code: tooLarge, retryable: false };
    throw new InvalidAnswerError('invalid_answer', `${provider}: the answer is too large: ${what}`, details);
  };
  return (batch) => {
    for (const event of batch) {
      if ('text' in event) size += event.text.length;
      else if (event.type === 'media') size += event.data.length;
      else if (event.type === 'tool-call') calls += 1;
      else if (event.type === 'source') sources += 1;
      const data = 'providerData' in event ? event.providerData : undefined;
      if (data !== undefined) values += valuesIn(data);
      if (event.type !== last || event.type === 'tool-call' || data !== undefined) parts += 1;
      last = event.type;
    }
    if (size > maxAnswerBytes) refuse(`it is larger than ${maxAnswerBytes} bytes (option maxAnswerBytes)`);
    if (calls > maxToolCalls) refuse(`it calls more than ${maxToolCalls} tools (option maxToolCalls)`);
    if (parts > maxParts) refuse(`it has more than ${maxParts} parts`);
    if (sources > maxSources) refuse(`it has more than ${maxSources} sources`);
    if (values > maxKeptValues) refuse(`its parts have more than ${maxKeptValues} values in their data`);
  };
}

/** Removes implausible usage and cost from the end of an answer, with a warning. */
export function withPlausibleEnd(batch: Batch): Batch {
  const end = batch.at(-1);
  if (end?.type !== 'finish') return batch;
  const usage = plausibleUsage(end.usage);
  const cost = plausibleCost(end.cost);
  if (usage === end.usage && cost === end.cost) return batch;
  const warning = `${end.provider} reported an implausible usage or cost; it was left out.`;
  return [...batch.slice(0, -1), { ...end, usage, cost, warnings: [...(end.warnings ?? []), warning] }];
}

/** Returns the error with the content received so far as `partial`, unless it has its own. */
export function withPartial(error: unknown, answer: Answer): unknown {
  if (!(error instanceof ProviderError)) return error;
  const { partial, code } = error;
  if (partial) {
    const usage = partial.usage && plausibleUsage(partial.usage);
    return usage === partial.usage ? error : withDetails(error, { partial: { ...partial, usage } });
  }
  const isEmpty = answer.content().length === 0 && code !== tooLarge;
  return isEmpty ? error : withDetails(error, { partial: answer.partial() });
}
