import type { StreamEvent } from '../contract/events.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { GenerateResult } from '../contract/result.ts';
import type { Usage } from '../contract/usage.ts';
import { collect } from '../stream/answer.ts';
import type { AttemptOptions, Pipeline } from './default-pipeline.ts';

/** An operation of a provider other than `generate`. */
export interface Operation<Value> extends AttemptOptions {
  /** Sends one request. `request.signal` ends it. */
  send(request: GenerateRequest): Promise<Value>;
  /** Returns the usage and the model that the service reported, for the cost. */
  report(value: Value): { readonly usage: Usage; readonly model: string };
}

/** Value of an operation, with the cost and the attempts that the layers recorded. */
export interface OperationResult<Value> extends Pick<GenerateResult, 'cost' | 'attempts' | 'cached'> {
  readonly value: Value;
}

/**
 * Runs an operation through the attempt layers of a pipeline. Retries, rate limits, budget and timeouts then apply as
 * for `generate`. The value passes through the layers as text, so that the cache can store it like an answer.
 *
 * @param request describes the operation to the layers: provider, model, texts, timeouts, signal
 */
export async function runOperation<Value>(
  pipeline: Pick<Pipeline, 'attempts'>,
  request: GenerateRequest,
  operation: Operation<Value>,
): Promise<OperationResult<Value>> {
  let sent: { readonly value: Value } | undefined;
  async function* handle(asked: GenerateRequest): AsyncGenerator<StreamEvent> {
    const value = await operation.send(asked);
    sent = { value };
    if (operation.cached) yield { type: 'text', text: JSON.stringify(value) };
    yield { type: 'finish', finishReason: 'stop', provider: request.provider, ...operation.report(value) };
  }
  const { text, cost, attempts, cached } = await collect(pipeline.attempts(handle, operation)(request));
  return { value: sent ? sent.value : (JSON.parse(text) as Value), cost, attempts, cached };
}
