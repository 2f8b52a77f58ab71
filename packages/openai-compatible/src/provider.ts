import {
  ConfigurationError,
  type EmbedRequest,
  type EmbedResult,
  findModel,
  fromBatches,
  type GenerateRequest,
  type Provider,
  type ProviderDefinition,
  type ProviderOptions,
} from '@rephysco/core';
import { generateChat } from './chat.ts';
import { type Connection, connect, readObject } from './connection.ts';
import type { API, Dialect } from './dialect.ts';
import { toEmbeddings } from './embeddings.ts';
import { countInputTokens, generateResponse } from './responses/responses.ts';

/**
 * A provider for a service that speaks Chat Completions, and Responses where its dialect says so. Register it with
 * `registerProvider`, or use `create` alone.
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
    create: (options = {}) => createProvider(dialect, options),
  };
}

function createProvider(dialect: Dialect, options: ProviderOptions): Provider {
  const asked = checkAPI(dialect, options.api);
  const connection = connect(dialect, options);
  const { name, defaultModel, defaultEmbeddingModel } = dialect;
  return {
    name,
    identity: asked === undefined ? connection.baseURL : `${connection.baseURL} ${asked}`,
    region: regionOf(dialect, options, connection.baseURL),
    defaultModel,
    defaultEmbeddingModel,
    model: (id) => findModel(dialect.models, id),
    generate(request) {
      const generate = apiOf(request, dialect, asked) === 'responses' ? generateResponse : generateChat;
      return fromBatches(generate(dialect, connection, request));
    },
    ...(defaultEmbeddingModel !== undefined && { embed: (request) => embed(connection, request) }),
    ...(dialect.countsTokens && { countTokens: (request) => countInputTokens(dialect, connection, request) }),
    close: () => connection.close(),
  };
}

/** Where a base URL stands; behind a proxy the dialect's own place is taken for it. */
function regionOf(
  { regions = {}, baseURL: usual }: Dialect,
  { region }: ProviderOptions,
  asked: string,
): string | undefined {
  const placeOf = (url: string): string | undefined => Object.keys(regions).find((place) => regions[place] === url);
  return region ?? placeOf(asked) ?? placeOf(usual);
}

function checkAPI({ name, apis = ['chat'] }: Dialect, api: string | undefined): API | undefined {
  const known = apis.find((each) => each === api);
  if (known !== undefined || api === undefined) return known;
  throw new ConfigurationError(`${name} does not speak '${api}'. Option 'api' may be: ${apis.join(', ')}.`);
}

/** The option, what the model's table says, or the dialect's first. */
function apiOf(request: GenerateRequest, { models, apis = ['chat'] }: Dialect, asked: API | undefined): API {
  if (asked !== undefined) return asked;
  const { api, apiWithTools = api } = findModel(models, request.model);
  const wanted = request.tools?.length ? apiWithTools : api;
  return apis.find((each) => each === wanted) ?? apis[0] ?? 'chat';
}

async function embed(connection: Connection, request: EmbedRequest): Promise<EmbedResult> {
  const { model, input, dimensions, signal, providerOptions } = request;
  const chosen = dimensions === undefined ? {} : { dimensions };
  const body = { model, input: [...input], encoding_format: 'float' as const, ...chosen, ...providerOptions };
  const response = await connection.send(({ embeddings }) => embeddings.create(body), signal);
  const origin = connection.origin(signal);
  return toEmbeddings(await readObject(response, origin), model, origin);
}
