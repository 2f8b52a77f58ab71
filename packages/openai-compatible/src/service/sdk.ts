import { ConfigurationError } from '@rephysco/core';
import type { WireObject } from '@rephysco/core/provider';
import type { OpenAI } from 'openai';

/** What all requests of one method of the SDK have in common. */
export interface RequestTemplate {
  readonly url: string;
  readonly method: string;
  /** Headers without credentials, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A method of the SDK that posts a body, for example `(sdk, body) => sdk.embeddings.create(body)`. */
export type Method = (sdk: OpenAI, body: never) => { asResponse(): Promise<unknown> };

/** Builds requests for one service. */
export interface RequestBuilder {
  /** @param method one and the same function for each of the SDK's methods */
  build(method: Method, body: WireObject): Promise<RequestTemplate>;
}

/**
 * Creates a builder of requests over the `openai` SDK. The SDK determines paths and headers and never sends anything,
 * so its retries, its timers and its error classes, which lose the bodies of other services' errors, have no effect. It
 * is called once for each method, because only the body differs between requests, and the body is written as it is;
 * building each request with the SDK takes a seventh of all CPU of a call. The SDK is loaded on first use (about 130 ms
 * of CPU) and never receives a key.
 */
export function createBuilder(baseURL: string): RequestBuilder {
  let sdk: Promise<OpenAI> | undefined;
  const templates = new Map<Method, RequestTemplate>();
  return {
    async build(method, body) {
      const known = templates.get(method);
      if (known) return known;
      sdk ??= load(baseURL);
      const template = await toTemplate(method, await sdk, body);
      templates.set(method, template);
      return template;
    },
  };
}

async function toTemplate(method: Method, sdk: OpenAI, body: WireObject): Promise<RequestTemplate> {
  const { url, init } = (await method(sdk, body as never).asResponse()) as CaughtRequest;
  return { url, method: init.method ?? 'POST', headers: Object.fromEntries(init.headers as Headers) };
}

interface CaughtRequest {
  readonly url: string;
  readonly init: RequestInit;
}

/** A `Headers` would do as well, but the first one of a process loads all of Node's fetch: 50 ms of CPU. */
const noHeaders = new Map<string, string>();

/** Returns the request itself in place of a response. */
const catchRequest = async (url: unknown, init?: RequestInit): Promise<unknown> => ({
  ok: true,
  status: 200,
  headers: noHeaders,
  url: String(url),
  init,
});

/**
 * Loads the SDK without its look-ups in the environment: OPENAI_ORG_ID, OPENAI_PROJECT_ID, OPENAI_ADMIN_KEY and
 * OPENAI_CUSTOM_HEADERS would otherwise be sent to every host.
 */
async function load(baseURL: string): Promise<OpenAI> {
  refuseBrowser();
  const { OpenAI } = await import('openai');
  return new OpenAI({
    apiKey: 'none',
    adminAPIKey: null,
    baseURL,
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
    // The SDK takes jsdom, happy-dom and Electron for browsers. Here only a process without Node is one.
    dangerouslyAllowBrowser: true,
    fetch: catchRequest as typeof fetch,
    defaultHeaders: { ...customHeaders(), authorization: null },
  });
}

/** @throws ConfigurationError in a web page, where every visitor could read the key */
function refuseBrowser(): void {
  if (typeof process !== 'undefined' && process.versions?.node !== undefined) return;
  throw new ConfigurationError(
    'Rephysco does not run in a web page: every visitor could read the API key. Call it on a server.',
  );
}

/** Returns a null for each name in OPENAI_CUSTOM_HEADERS, which keeps the SDK from sending that header. */
function customHeaders(): Record<string, null> {
  const lines = (process.env.OPENAI_CUSTOM_HEADERS ?? '').split('\n').filter((line) => line.includes(':'));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).trim(), null]));
}
