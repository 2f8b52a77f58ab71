import type { StreamEvent } from '../contract/events.ts';
import type { Handler, Middleware } from '../contract/middleware.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { type Answer, createAnswer } from '../stream/answer.ts';
import { batchesOf, transform } from '../stream/transform.ts';
import { milliseconds } from '../util/abort.ts';
import { clock, type Timer } from '../util/clock.ts';
import type { AnswerProgress } from './interrupted-turn.ts';

/** Seconds between two notes of one answer: what its reader saw before that is there after a crash. */
const interval = 0.2;

/**
 * A layer around all answers of one turn that tells what comes of them, seldom: pieces are gathered, and told a fifth of
 * a second after the first of them. Calls of tools are told before they are run, and their results before the model is
 * asked again. What the end of the turn tells anyway is not told before.
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
