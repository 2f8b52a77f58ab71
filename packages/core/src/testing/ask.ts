import { ProviderError } from '../contract/errors.ts';
import type { StreamEvent } from '../contract/events.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { GenerateResult } from '../contract/result.ts';
import { collect } from '../stream/answer.ts';

const question = 'Tell me in two sentences why the sky is blue.';

/** Returns a valid request for the default model of a provider. */
export function toRequest(provider: Provider, fields: Partial<GenerateRequest> = {}): GenerateRequest {
  const messages = [{ role: 'user', content: question }] as const;
  const model = provider.model(provider.defaultModel).id;
  return { provider: provider.name, model, messages, stream: false, ...fields };
}

/** Sends a request and returns the complete answer. */
export const ask = (provider: Provider, fields?: Partial<GenerateRequest>): Promise<GenerateResult> =>
  collect(provider.generate(toRequest(provider, fields)));

/** Returns the error of a request and the events before it. @throws Error if the request succeeds */
export async function failure(
  provider: Provider,
  fields?: Partial<GenerateRequest>,
): Promise<[unknown, StreamEvent[]]> {
  const events: StreamEvent[] = [];
  try {
    for await (const event of provider.generate(toRequest(provider, fields))) events.push(event);
  } catch (error) {
    return [error, events];
  }
  throw new Error('The provider answered a request that must fail.');
}

/** Returns a `ProviderError` unchanged. @throws Error for any other value */
export const asProviderError = (error: unknown): ProviderError => {
  if (error instanceof ProviderError) return error;
  throw new Error('The provider threw a value that is not a ProviderError.', { cause: error });
};
