import { createProvider, type GenerateResult } from '@rephysco/core';
import { type BatchResult, type BatchService, type BatchState, collect } from '@rephysco/core/provider';

/** Outcome of a batch request: a new batch, a state, or results with their answers. */
export type BatchOutcome =
  | { readonly created: string }
  | { readonly state: BatchState }
  | { readonly results: readonly ReadResult[] };

/** Result of one request of a batch, with its answer. */
export interface ReadResult {
  readonly id: string;
  readonly answer?: GenerateResult;
}

/** Expected outcome of a recorded response of a batch API. */
export interface BatchExpectation {
  readonly batch?: {
    readonly id: string;
    readonly status: string;
    readonly requestCounts: Readonly<Record<string, number>>;
  };
  readonly batchResults?: readonly { readonly customId: string; readonly type: string; readonly answer?: unknown }[];
}

/** Sends the request of a recorded exchange to a batch API. Returns the outcome. */
export async function batchOutcome(
  wireCase: { readonly provider: string; readonly path?: string },
  baseURL: string,
): Promise<BatchOutcome> {
  const provider = createProvider(wireCase.provider, { apiKey: 'a-made-up-key', baseURL });
  const service = provider.batch as BatchService;
  const [, id, action] = /\/batches(?:\/([^/]+))?(?:\/(\w+))?$/.exec(wireCase.path ?? '') ?? [];
  if (id === undefined) {
    const requests = [{ id: '0', model: 'm', endpoint: 'messages 2023-06-01', body: '{}' }];
    return { created: (await service.submit({ tag: 'rephysco-test-1', requests })).id };
  }
  if (action === undefined) return { state: await service.poll({ id }) };
  const results: ReadResult[] = [];
  for await (const result of service.results({ id })) results.push(await read(result, service, wireCase.provider));
  return { results };
}

async function read({ id, response }: BatchResult, service: BatchService, provider: string): Promise<ReadResult> {
  if (!response) return { id };
  const { status, body } = response;
  const stored = service.over(async () => new Response(body, { status }));
  const messages = [{ role: 'user', content: 'Hello' }] as const;
  return { id, answer: await collect(stored.generate({ provider, model: 'm', messages, stream: false })) };
}
