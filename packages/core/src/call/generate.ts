import { ProviderError } from '../contract/errors.ts';
import type { StreamEvent } from '../contract/events.ts';
import type { ContentPart, Message } from '../contract/message.ts';
import type { Handler } from '../contract/middleware.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { GenerateResult } from '../contract/result.ts';
import type { GenerateOptions } from '../options/options.ts';
import { collect } from '../stream/answer.ts';
import { openTextStream, type TextStream } from '../stream/text-stream.ts';
import { mapFinish } from '../stream/transform.ts';
import { fitsSchema, withObject } from '../structured/structured-output.ts';
import { toolLoop } from '../tools/tool-loop.ts';
import { toPromise } from '../util/to-promise.ts';
import type { ClientContext } from './client-context.ts';
import { type PreparedRequest, prepareRequest } from './prepare-request.ts';
import { type RepairStep, repairing } from './repair.ts';

/** Work that a failed call had completed. */
export interface Progress {
  /** Messages of the tool calls and results so far. */
  readonly steps: readonly Message[];
  /** Content received of the last answer. */
  readonly content: readonly ContentPart[];
}

/** Records the outcome of a call. Exactly one of the methods is called, once. */
export interface Outcome {
  /** Returns the result for the caller. */
  commit(result: GenerateResult): GenerateResult | Promise<GenerateResult>;
  /** Receives the error, if the call fails after its request was prepared. */
  fail(error: unknown, progress: Progress): void;
}

/**
 * Makes one call: prepares the request and runs it.
 *
 * @param given options of the call, or a function that checks and returns them
 * @throws what `LLMClient.generate` throws
 */
export function generate(
  context: ClientContext,
  given: GenerateOptions | (() => GenerateOptions),
): Promise<GenerateResult | TextStream> {
  return toPromise(() => {
    const options = typeof given === 'function' ? given() : given;
    const prepared = prepareRequest(context.provider, options);
    return prepared instanceof Promise
      ? prepared.then((later) => start(context, later, options))
      : start(context, prepared, options);
  });
}

/** Runs a prepared request. A plain call does without the parts of `run` that it does not need. */
function start(
  context: ClientContext,
  prepared: PreparedRequest,
  options: GenerateOptions,
): Promise<GenerateResult | TextStream> {
  const { request, warnings } = prepared;
  if (options.schema || options.tools || request.stream) return run(context, prepared, options);
  // A call that waits for its turn keeps what is created here. `run` needs 0.9 KB more.
  return collect(withWarnings(context.pipeline(options).handlerFor(request)(request), request, warnings));
}

/**
 * Runs a prepared request: sends it, runs the tools that the model calls, and returns the answer or its stream.
 *
 * @param options of the call: tools with `execute`, `schema`, retries and `fallback`
 * @param outcome receives the result or the failure, before the caller does
 */
export async function run(
  context: Pick<ClientContext, 'pipeline'>,
  { request: prepared, warnings }: PreparedRequest,
  options: GenerateOptions,
  outcome?: Outcome,
): Promise<GenerateResult | TextStream> {
  const { schema, repair = 0 } = options;
  const accepts = (answer: GenerateResult): Promise<boolean> => fitsSchema(answer, options);
  const request: GenerateRequest = schema ? Object.freeze({ ...prepared, accepts }) : prepared;
  const pipeline = context.pipeline(options);
  const handle = pipeline.handlerFor(request);
  let loop = toolLoop(handle, options);
  const settle = (answer: GenerateResult): GenerateResult => loop?.settle(answer) ?? answer;
  const begin = (): RepairStep => {
    loop = toolLoop(handle, options);
    return { handler: loop?.handler ?? handle, check: (answer) => withObject(settle(answer), options) };
  };
  const answer = schema && repair > 0 ? repairing(repair, begin) : (loop?.handler ?? handle);
  const handler: Handler = (each) => withWarnings(answer(each), each, warnings);
  const complete = async (whole: GenerateResult): Promise<GenerateResult> => {
    const result = schema ? await withObject(settle(whole), options) : settle(whole);
    return outcome ? outcome.commit(result) : result;
  };
  const fail = (error: unknown, content: readonly ContentPart[]): void =>
    outcome?.fail(error, { steps: loop?.steps ?? [], content: loop?.content() ?? content });
  try {
    if (request.stream) return await openTextStream(request, handler, complete, fail, pipeline.streams);
    return await complete(await collect(handler(request)));
  } catch (error) {
    fail(error, error instanceof ProviderError ? (error.partial?.content ?? []) : []);
    throw error;
  }
}

/** Reports the warnings of the request through `notify` at once, and in the result. */
function withWarnings(
  events: AsyncIterable<StreamEvent>,
  { notify }: GenerateRequest,
  warnings: readonly string[],
): AsyncIterable<StreamEvent> {
  if (warnings.length === 0) return events;
  for (const message of warnings) notify?.({ type: 'warning', message });
  return mapFinish(events, (finish) => ({ ...finish, warnings: [...warnings, ...(finish.warnings ?? [])] }));
}
