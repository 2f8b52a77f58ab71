import { InvalidAnswerError } from '../contract/errors.ts';
import type { Message } from '../contract/message.ts';
import type { Handler } from '../contract/middleware.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { GenerateResult } from '../contract/result.ts';
import { createAnswer, resultOf } from '../stream/answer.ts';
import { type Batch, fromBatches, toBatches } from '../stream/batches.ts';
import { addResults } from '../tools/total-usage.ts';

/** One answer of a call with `repair`. */
export interface RepairStep {
  readonly handler: Handler;
  /**
   * Checks the complete answer.
   *
   * @throws InvalidAnswerError if it does not match the schema
   */
  check(answer: GenerateResult): Promise<GenerateResult>;
}

/**
 * Returns a handler that sends an answer back to the model, together with the problem, if the answer does not match the
 * schema. Events are passed on once an answer is valid, so that a stream never contains an invalid one.
 *
 * @param repairs maximum number of times
 * @param begin starts the next answer
 */
export function repairing(repairs: number, begin: () => RepairStep): Handler {
  async function* answers(first: GenerateRequest): AsyncGenerator<Batch> {
    const results: GenerateResult[] = [];
    for (let request = first; ; ) {
      const { handler, check } = begin();
      const batches: Batch[] = [];
      const answer = createAnswer();
      for await (const batch of toBatches(handler(request))) {
        batches.push(batch);
        for (const event of batch) answer.add(event);
      }
      const result = resultOf(answer);
      results.push(result);
      const problem = await problemOf(check(result));
      if (!problem || results.length > repairs) {
        yield* withSums(batches, results);
        return;
      }
      request = withProblem(request, result, problem);
    }
  }
  return (request) => fromBatches(answers(request));
}

/** Returns the error of an answer that can be repaired. A refusal cannot. */
async function problemOf(checked: Promise<GenerateResult>): Promise<InvalidAnswerError | undefined> {
  try {
    await checked;
    return undefined;
  } catch (error) {
    if (error instanceof InvalidAnswerError) return error.code === 'refusal' ? undefined : error;
    throw error;
  }
}

function withProblem(request: GenerateRequest, { content }: GenerateResult, problem: Error): GenerateRequest {
  const answer: readonly Message[] = content.length > 0 ? [{ role: 'assistant', content }] : [];
  const text = `${problem.message} Answer again with the complete, corrected JSON and nothing else.`;
  const messages: readonly Message[] = [...request.messages, ...answer, { role: 'user', content: text }];
  return Object.freeze({ ...request, messages });
}

/** Returns the batches of the last answer with the usage, cost and attempts of all answers. */
function withSums(batches: readonly Batch[], results: readonly GenerateResult[]): readonly Batch[] {
  const last = batches.at(-1);
  const finish = last?.at(-1);
  if (results.length === 1 || !last || finish?.type !== 'finish') return batches;
  return [...batches.slice(0, -1), [...last.slice(0, -1), { ...finish, ...addResults(results) }]];
}
