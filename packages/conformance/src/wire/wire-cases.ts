import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LLMClient } from '@rephysco/core';
import { type BatchExpectation, batchOutcome } from './batch-outcome.ts';
import type { Outcome } from './wire-outcome.ts';

/** Expected outcome of a recorded answer. */
export interface Expectation extends BatchExpectation {
  readonly ok: boolean;
  readonly text?: string | null;
  readonly reasoning?: string | null;
  readonly refusal?: string | null;
  readonly toolCalls?: readonly { readonly id: string | null; readonly name: string; readonly arguments: unknown }[];
  readonly finishReason?: string | null;
  readonly finishReasonAlso?: readonly string[];
  readonly usage?: Readonly<Record<string, number | null>> | null;
  readonly model?: string | null;
  readonly status?: number;
  readonly errorKind?: string;
  readonly errorKindAlso?: readonly string[];
  readonly mayThrow?: unknown;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number | null;
  readonly partial?: string | { readonly text?: string };
  readonly textDeltas?: number;
  readonly embeddings?: {
    readonly count: number;
    readonly dimensions: number;
    readonly firstValues: readonly number[];
  };
  /** Expected number of a call that counts tokens. */
  readonly totalTokens?: number;
}

/** Recorded exchange. */
export interface WireCase {
  readonly name: string;
  readonly provider: string;
  readonly api: string;
  /** Path of the request, if it is not the path of an answer. */
  readonly path?: string;
  readonly stream: boolean;
  readonly features: readonly string[];
  readonly requestModel?: string;
  readonly expect: Expectation;
  readonly body: Buffer;
}

interface Replay {
  readonly url: string;
  readonly requests: readonly { readonly url: string; readonly body: unknown }[];
  use(wireCase: WireCase): void;
  close(): Promise<void>;
}

interface ReplayModule {
  loadCases(filter?: object): WireCase[];
  startReplay(options?: { readonly split?: number | 'whole' | 'recorded'; readonly cutAt?: number }): Promise<Replay>;
}

const shared = new URL('../../../../../shared/', import.meta.url);
const replay = new URL('wire/replay.mjs', shared);
/** Recordings of services with a separate folder. */
const more = ['wire-anthropic'].map((folder) => fileURLToPath(new URL(folder, shared)));

/** Returns the recordings, or `undefined` if they are missing. */
export async function loadRecordings(): Promise<ReplayModule | undefined> {
  if (!existsSync(replay)) return undefined;
  const module = (await import(replay.href)) as ReplayModule;
  const roots = more.filter((root) => existsSync(root));
  const others = (filter: object): WireCase[] => roots.flatMap((root) => module.loadCases({ ...filter, root }));
  return {
    startReplay: module.startReplay,
    loadCases: (filter = {}) => [...module.loadCases(filter), ...others(filter)],
  };
}

/** End of a provider's base URL. */
const basePaths: Readonly<Record<string, string>> = { gemini: '/v1beta', aliyun: '/compatible-mode/v1' };

/** Returns the provider that reads a recording. Other compatible services are read by OpenAI's provider. */
const readerOf = ({ provider }: WireCase): string => (provider === 'compat' ? 'openai' : provider);

/** Requests the answer of a replay server from a provider. */
export async function answerOf(wireCase: WireCase, url: string): Promise<Outcome> {
  const { api, requestModel, stream } = wireCase;
  const provider = readerOf(wireCase);
  const protocol = ['openai', 'xai'].includes(provider) ? { api: api === 'responses' ? 'responses' : 'chat' } : {};
  const baseURL = url + (basePaths[provider] ?? '/v1');
  if (api === 'batches')
    return batchOutcome(wireCase, baseURL).then(
      (batch) => ({ batch }),
      (error: unknown) => ({ error }),
    );
  await using client = new LLMClient({ provider, apiKey: 'a-made-up-key', baseURL, enableRetries: false, ...protocol });
  const model = requestModel ? { model: requestModel } : {};
  const options = { prompt: 'Hello', ...model };
  try {
    if (api === 'countTokens') return { count: await client.countTokens(options, { method: 'endpoint' }) };
    if (/^embed/.test(api)) {
      const input = Array.from({ length: wireCase.expect.embeddings?.count ?? 1 }, () => 'Hello');
      return { vectors: await client.embed({ input, ...model }) };
    }
    if (!stream) return { result: await client.generate(options), pieces: 0 };
    const answer = await client.generate({ ...options, stream: true });
    let pieces = 0;
    for await (const _ of answer) pieces += 1;
    return { result: await answer.result, pieces };
  } catch (error) {
    return { error };
  }
}
