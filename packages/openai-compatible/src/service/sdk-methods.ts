import type { OpenAI } from 'openai';
import type { HotMethod } from './hot-methods.ts';

type Call = (sdk: OpenAI) => { asResponse(): Promise<unknown> };

const body = { model: 'm', input: 'i', messages: [] };

/** Calls of the SDK whose path, method and headers are in `hot-methods.ts`. Used by its generator and its test. */
export const hotMethodCalls: Readonly<Record<string, Call>> = {
  'chat.completions.create': (sdk) => sdk.chat.completions.create(body as never),
  'embeddings.create': (sdk) => sdk.embeddings.create(body),
  'responses.create': (sdk) => sdk.responses.create(body as never),
  'responses.inputTokens.count': (sdk) => sdk.responses.inputTokens.count(body as never),
};

/** Headers that describe the SDK and its runtime, and credentials. Rephysco sends its own. */
const ownHeaders = /^(?:authorization|user-agent|x-stainless-.*|idempotency-key)$/;

/** Returns the requests that the SDK would send for the calls. */
export async function methodsOf(calls: Readonly<Record<string, Call>>): Promise<Readonly<Record<string, HotMethod>>> {
  const { OpenAI } = await import('openai');
  const base = 'http://127.0.0.1:1/v1';
  let seen: { readonly url: string; readonly init: RequestInit } | undefined;
  const fetch = async (url: unknown, init: RequestInit = {}): Promise<Response> => {
    seen = { url: String(url), init };
    return new Response('{}', { headers: { 'content-type': 'application/json' } });
  };
  const sdk = new OpenAI({ apiKey: 'none', baseURL: base, fetch: fetch as never, maxRetries: 0 });
  const methods: Record<string, HotMethod> = {};
  for (const [name, call] of Object.entries(calls)) {
    await call(sdk).asResponse();
    const { url = '', init = {} } = seen ?? {};
    const headers = [...new Headers(init.headers)].filter(([header]) => !ownHeaders.test(header));
    methods[name] = {
      path: url.slice(base.length),
      method: init.method?.toUpperCase() ?? 'GET',
      headers: Object.fromEntries(headers),
    };
  }
  return methods;
}
