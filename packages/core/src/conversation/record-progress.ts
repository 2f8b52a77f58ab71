import type { StreamEvent } from '../contract/events.ts';
import type { Handler, Middleware } from '../contract/middleware.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { type Answer, createAnswer } from '../stream/answer.ts';
import { batchesOf, transform } from '../stream/transform.ts';
import { milliseconds } from '../util/abort.ts';
import { clock, type Timer } from '../util/clock.ts';
import type { AnswerProgress } from './interrupted-turn.ts';

/** Seconds between two records of a streamed answer. A crash loses at most the text of this period. */
const interval = 0.2;

/**
 * Returns middleware that reports the progress of the answers of one turn. It groups chunks for a fifth of a second
 * after the first one. It reports tool calls before they run, and their results before the next request. It does not
 * report the rest at the end of the turn, because the turn is then recorded as a whole.
 */
export function recordProgress(came: (arrival: AnswerProgress) => void): Middleware {
  let known: number | undefined;
  return (request, next) => {
    const { length } = request.messages;
    const steps = request.messages.slice(known ?? length);
    known = length;
    if (steps.length > 0) came({ steps });
    return noted(request, next, (content) => came({ content }));
  };
}

function noted(
  request: GenerateRequest,
  next: Handler,
  tell: (content: NonNullable<AnswerProgress['content']>) => void,
): AsyncIterable<StreamEvent> {
  let pieces: Answer = createAnswer();
  let timer: Timer | undefined;
  let callsTools = false;
  const stop = (): void => {
    clock.clearTimeout(timer);
    timer = undefined;
  };
  const note = (): void => {
    stop();
    const content = pieces.content();
    pieces = createAnswer();
    if (content.length > 0) tell(content);
  };
  return transform(() => batchesOf(next(request)), {
    batch(batch) {
      for (const event of batch) {
        pieces.add(event);
        callsTools ||= event.type === 'tool-call';
      }
      if (batch.at(-1)?.type !== 'finish') timer ??= clock.setTimeout(note, milliseconds(interval)).unref();
      else if (callsTools) note();
      else stop();
      return batch;
    },
    over: stop,
  });
}
