import {
  abortReason,
  type EmbedRequest,
  type EmbedResult,
  findModel,
  type GenerateRequest,
  type Provider,
  type ProviderDefinition,
  type StreamEvent,
} from '@rephysco/core';
import { readEventBatches } from '@rephysco/http';
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { type Connection, connect, readObject } from './connection.ts';
import type { Dialect, WireObject } from './dialect.ts';
import { toEmbeddings } from './embeddings.ts';
import { noAnswer } from './errors.ts';
import { fromChunks } from './from-chunks.ts';
import { fromCompletion, type Source } from './from-completion.ts';
import { toBody } from './to-body.ts';

/**
 * A provider for a service that speaks Chat Completions. Register it with `registerProvider`, or use `create` alone.
 *
 * @example
 * ```ts
 * const local = openaiCompatible({ name: 'local', baseURL: 'http://localhost:11434/v1', models: {}, defaultModel: 'llama3.2' });
 * ```
 */
export function openaiCompatible(dialect: Dialect): ProviderDefinition {
  return {
    name: dialect.name,
    models: dialect.models,
    envKeys: dialect.env?.apiKey,
    envBaseURLs: dialect.env?.baseURL,
    create: (options = {}) => createChatProvider(dialect, connect(dialect, options)),
  };
}

/** The provider over a connection that may be shared with other protocols of the same service. */
export function createChatProvider(dialect: Dialect, connection: Connection): Provider {
  return {
    name: dialect.name,
    identity: connection.baseURL,
    defaultModel: dialect.defaultModel,
    defaultEmbeddingModel: dialect.defaultEmbeddingModel,
    model: (id) => findModel(dialect.models, id),
    generate: (request) => generate(dialect, connection, request),
    ...(dialect.defaultEmbeddingModel !== undefined && { embed: (request) => embed(connection, request) }),
    close: () => connection.close(),
  };
}

async function* generate(
  dialect: Dialect,
  connection: Connection,
  request: GenerateRequest,
): AsyncGenerator<StreamEvent> {
  const { signal } = request;
  const { body, warnings } = toBody(request, findModel(dialect.models, request.model), dialect);
  const response = await connection.send(({ chat }) => chat.completions.create(asParameters(body)), signal);
  const source: Source = { origin: connection.origin(), dialect, model: request.model, warnings };
  if (body.stream !== true || isWhole(response)) {
    yield* fromCompletion(await readObject(response, signal, source.origin), source);
    return;
  }
  try {
    if (!response.body) throw noAnswer('the stream has no body', source.origin);
    yield* fromChunks(readEventBatches(response.body), source);
  } catch (error) {
    throw signal?.aborted ? abortReason(signal) : error;
  }
}

/** A body of our own making; the SDK hands on what its types do not know. */
const asParameters = (body: WireObject): ChatCompletionCreateParamsNonStreaming =>
  body as unknown as ChatCompletionCreateParamsNonStreaming;

/** Whether a stream was asked for and something else came: a whole answer, an error object, a proxy's page. */
function isWhole({ headers }: Response): boolean {
  return /^(?:application\/json|text\/html)\b/i.test(headers.get('content-type') ?? '');
}

async function embed(connection: Connection, request: EmbedRequest): Promise<EmbedResult> {
  const { model, input, dimensions, signal, providerOptions } = request;
  const body = {
    model,
    input: [...input],
    encoding_format: 'float' as const,
    ...(dimensions && { dimensions }),
    ...providerOptions,
  };
  const response = await connection.send(({ embeddings }) => embeddings.create(body), signal);
  return toEmbeddings(await readObject(response, signal, connection.origin()), model, connection.origin());
}
