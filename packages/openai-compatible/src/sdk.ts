import type { OpenAI } from 'openai';

/** A request as the SDK built it, not yet sent. */
export interface BuiltRequest {
  readonly url: string;
  readonly init: RequestInit;
}

/** Builds requests for one service. */
export interface RequestBuilder {
  /** @param call the SDK's method, for example `(sdk) => sdk.chat.completions.create(body)` */
  build(call: (sdk: OpenAI) => { asResponse(): Promise<unknown> }): Promise<BuiltRequest>;
}

/** What requests are built with. */
export interface BuilderOptions {
  readonly apiKey: string | undefined;
  readonly baseURL: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The `openai` SDK as a builder of requests: paths, headers and bodies are its own, the sending is ours. So its
 * retries, timers and error classes, which lose the bodies of other services' errors, never see an answer.
 * The SDK is loaded on first use (about 130 ms of CPU).
 */
export function createBuilder(options: BuilderOptions): RequestBuilder {
  let sdk: Promise<OpenAI> | undefined;
  return {
    async build(call) {
      sdk ??= load(options);
      return (await call(await sdk).asResponse()) as BuiltRequest;
    },
  };
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
