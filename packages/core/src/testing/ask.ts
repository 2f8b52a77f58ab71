import { ProviderError } from '../contract/errors.ts';
import type { StreamEvent } from '../contract/events.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { GenerateResult } from '../contract/result.ts';
import { collect } from '../stream/answer.ts';

const question = 'Tell me in two sentences why the sky is blue.';

/** A settled request for a provider's default model. */
export function toRequest(provider: Provider, fields: Partial<GenerateRequest> = {}): GenerateRequest {
  const messages = [{ role: 'user', content: question }] as const;
  const model = provider.model(provider.defaultModel).id;
  return { provider: provider.name, model, messages, stream: false, ...fields };
}

/** A whole answer. */
export const ask = (provider: Provider, fields?: Partial<GenerateRequest>): Promise<GenerateResult> =>
  collect(provider.generate(toRequest(provider, fields)));

/** What a request throws, and what it had yielded before. */
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
  throw new Error('The provider answered where it had to fail.');
}

/** The error as a `ProviderError`; throws where it is none. */
export const asProviderError = (error: unknown): ProviderError => {
  if (error instanceof ProviderError) return error;
  throw new Error('The provider threw something that is no ProviderError.', { cause: error });
};
