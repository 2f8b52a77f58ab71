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
import { withObject } from '../structured/structured-output.ts';
import { toolLoop } from '../tools/tool-loop.ts';
import type { ClientSetup } from './client-context.ts';
import { type Prepared, prepare } from './prepare-request.ts';

/** What had been done when a call came to nothing. */
export interface Progress {
  /** Turns of the tools that were run. */
  readonly steps: readonly Message[];
  /** What had come of the answer. */
  readonly content: readonly ContentPart[];
}

/** Who else has a say in a call. */
export interface AskHooks {
  /** Changes the settled request before it is sent. */
  readonly shape?: (prepared: Prepared) => Promise<Prepared>;
  /** Has the last word on the result. */
  readonly finished?: (result: GenerateResult) => GenerateResult | Promise<GenerateResult>;
  /** Hears why there is no result, once something was sent. */
  readonly failed?: (error: unknown, progress: Progress) => void;
}

/**
 * Makes one call: settles it, sends it, runs the tools it asks for, and hands back the whole answer or its stream.
 *
 * @throws what `LLMClient.generate` throws
 */
export async function ask(
  setup: ClientSetup,
  options: GenerateOptions,
  { shape, finished, failed }: AskHooks = {},
): Promise<GenerateResult | TextStream> {
  options.signal?.throwIfAborted();
  const handle = setup.handler(options);
  const prepared = await prepare(setup.provider, options);
  const { request, warnings } = shape ? await shape(prepared) : prepared;
  const loop = toolLoop(handle, options);
  const handler: Handler = (asked) => warned((loop?.handler ?? handle)(asked), asked, warnings);
  const complete = async (answer: GenerateResult): Promise<GenerateResult> => {
    const result = await withObject(loop?.settle(answer) ?? answer, options.schema);
    return finished ? finished(result) : result;
  };
  const fail = (error: unknown, content: readonly ContentPart[]): void =>
    failed?.(error, { steps: loop?.steps ?? [], content: loop?.content() ?? content });
  try {
    if (request.stream) return await openTextStream(request, handler, complete, fail);
    return await complete(await collect(handler(request)));
  } catch (error) {
    fail(error, error instanceof ProviderError ? (error.partial?.content ?? []) : []);
    throw error;
  }
}

/** Tells what is to be said about the request before it is sent, and again with the answer. */
function warned(
  events: AsyncIterable<StreamEvent>,
  { notify }: GenerateRequest,
  warnings: readonly string[],
): AsyncIterable<StreamEvent> {
  if (warnings.length === 0) return events;
  for (const message of warnings) notify?.({ type: 'warning', message });
  return mapFinish(events, (finish) => ({ ...finish, warnings: [...warnings, ...(finish.warnings ?? [])] }));
}
