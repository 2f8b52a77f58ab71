import type { OpenAI } from 'openai';
import type { WireObject } from '../dialect.ts';

/** A request that is ready to be sent. */
export interface BuiltRequest {
  readonly url: string;
  readonly init: RequestInit;
}

/** A method of the SDK that posts a body, for example `(sdk, body) => sdk.embeddings.create(body)`. */
export type Method = (sdk: OpenAI, body: never) => { asResponse(): Promise<unknown> };

/** Builds requests for one service. */
export interface RequestBuilder {
  /** @param method one and the same function for each of the SDK's methods */
  build(method: Method, body: WireObject): Promise<BuiltRequest>;
}

/** What requests are built with. */
export interface BuilderOptions {
  readonly apiKey: string | undefined;
  readonly baseURL: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What all requests of one method have in common. */
interface Template {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The `openai` SDK as a builder of requests: paths and headers are its own, the sending is ours. So its retries, timers
 * and error classes, which lose the bodies of other services' errors, never see an answer. It is asked once for each
 * method, since only the body differs from one request to the next, and that it writes down as it is; to build each
 * request anew would be a seventh of all CPU of a call. The SDK is loaded on first use (about 130 ms of CPU).
 */
export function createBuilder(options: BuilderOptions): RequestBuilder {
  let sdk: Promise<OpenAI> | undefined;
  const templates = new Map<Method, Template>();
  return {
    async build(method, body) {
      sdk ??= load(options);
      const template = templates.get(method) ?? (await toTemplate(method, await sdk, body));
      templates.set(method, template);
      const { url, ...rest } = template;
      return { url, init: { ...rest, body: JSON.stringify(body) } };
    },
  };
}

async function toTemplate(method: Method, sdk: OpenAI, body: WireObject): Promise<Template> {
  const { url, init } = (await method(sdk, body as never).asResponse()) as BuiltRequest;
  return { url, method: init.method ?? 'POST', headers: Object.fromEntries(init.headers as Headers) };
}

/** A `Headers` would do as well, but the first one of a process loads all of Node's fetch: 50 ms of CPU. */
const noHeaders = new Map<string, string>();

/** What the SDK takes for a response: the request itself. */
const catchRequest = async (url: unknown, init?: RequestInit): Promise<unknown> => ({
  ok: true,
  status: 200,
  headers: noHeaders,
  url: String(url),
  init,
});

/**
 * The SDK's look-ups in the environment are closed: OPENAI_ORG_ID, OPENAI_PROJECT_ID, OPENAI_ADMIN_KEY and
 * OPENAI_CUSTOM_HEADERS would otherwise go to any host.
 */
async function load({ apiKey, baseURL, headers }: BuilderOptions): Promise<OpenAI> {
  const { OpenAI } = await import('openai');
  return new OpenAI({
    apiKey: apiKey ?? 'none',
    adminAPIKey: null,
    baseURL,
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
    fetch: catchRequest as typeof fetch,
    defaultHeaders: { ...customHeaders(), ...(apiKey === undefined && { authorization: null }), ...headers },
  });
}

/** A null for each name in OPENAI_CUSTOM_HEADERS: it keeps the SDK from sending that header. */
function customHeaders(): Record<string, null> {
  const lines = (process.env.OPENAI_CUSTOM_HEADERS ?? '').split('\n').filter((line) => line.includes(':'));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).trim(), null]));
}
