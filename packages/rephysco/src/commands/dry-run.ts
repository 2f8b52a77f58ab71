import { Config, costOf, type GenerateOptions, type LLMClient, memoryStore, UnsupportedError } from '@rephysco/core';
import type { GenerateRequest } from '@rephysco/core/middleware';
import { schema } from '../output/json-output.ts';
import { money } from '../output/usage-line.ts';
import type { Context } from '../settings/context.ts';
import { findKey } from '../settings/credentials.ts';
import { chooseFrom, openClient } from '../settings/open-client.ts';
import type { GenerateFlags } from './generate-flags.ts';
import { type Placeholders, withPlaceholders } from './media-in-place.ts';

/** Request as it would be sent. */
interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Data that the dry run collects. */
interface Findings {
  wire?: WireRequest;
  request?: GenerateRequest;
  cacheKey?: string;
  /** Placeholders for media that the provider accepts as bytes only. */
  placeholders?: Placeholders;
}

/** Prints the request that would be sent, without the key. Sends no request to a model. */
export async function dryRun(asked: GenerateOptions, flags: GenerateFlags, context: Context): Promise<number> {
  const { provider } = await chooseFrom(flags, context);
  const found: Findings = {};
  const { client } = await openClient({ ...flags, cache: false, refresh: false }, context, {
    // The request can be shown without a key, too.
    apiKey: findKey(provider, context.sources)?.value ?? 'no-key-is-set',
    fetch: createRecorder(found),
    enableCache: true,
    cache: memoryStore(),
    enableRetries: false,
    notify: (notice) => {
      if (notice.type === 'cache') found.cacheKey ??= notice.key;
    },
    middleware: [
      (request, next) => {
        found.request = request;
        return next(found.placeholders?.request ?? request);
      },
    ],
  });
  await using _ = client;
  await send(client, { ...asked, stream: flags.stream, signal: context.terminal.signal }, found);
  show(found, await priced(client, asked), flags, context);
  return 0;
}

/** Builds the request up to the transport. Media that the client would download are replaced by placeholders. */
async function send(client: LLMClient, options: GenerateOptions, found: Findings): Promise<void> {
  const { downloadMedia } = Config.current;
  Config.update({ downloadMedia: false });
  try {
    await client.generate(options);
  } catch (error) {
    if (found.wire) return;
    if (!(error instanceof UnsupportedError) || !found.request || found.placeholders) throw error;
    found.placeholders = await withPlaceholders(found.request);
    await send(client, options, found);
  } finally {
    Config.update({ downloadMedia });
  }
}

/** Returns a `fetch` that records the request and sends nothing. */
function createRecorder(found: Findings): typeof fetch {
  return async (input, init) => {
    const { method, url, headers } = new Request(input, init);
    const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined;
    found.wire = { method, url, headers: Object.fromEntries(headers), body };
    throw new Error('A dry run sends nothing.');
  };
}

/** Number of input tokens, and their list price. */
interface InputPrice {
  readonly tokens: number;
  readonly method: string;
  readonly cost?: ReturnType<typeof costOf>;
}

async function priced(client: LLMClient, asked: GenerateOptions): Promise<InputPrice> {
  const { tokens, method } = await client.countTokens(asked);
  const { provider } = client;
  const day = new Date().toISOString().slice(0, 10);
  const model = provider.model(asked.model ?? client.model);
  return {
    tokens,
    method,
    cost: costOf({ inputTokens: tokens, outputTokens: 0 }, model, { region: provider.region, day }),
  };
}

function show(found: Findings, price: InputPrice, { json }: GenerateFlags, { terminal, redact }: Context): void {
  const { wire, cacheKey, placeholders } = found;
  const explain = (text: string): string => redact(placeholders?.explain(text) ?? text);
  const request = wire ?? settled(found.request);
  const { tokens, method, cost } = price;
  if (json) {
    const input = { tokens, method, cost: cost ?? null };
    terminal.stdout.write(`${explain(JSON.stringify({ schema, dryRun: true, request, input, cacheKey }))}\n`);
    return;
  }
  const lines = wire
    ? [`${wire.method} ${wire.url}`, ...Object.entries(wire.headers).map(([name, value]) => `${name}: ${value}`), '']
    : [];
  const body = JSON.stringify(wire ? wire.body : request, null, 2);
  terminal.stdout.write(`${explain([...lines, body].join('\n'))}\n`);
  terminal.notes.write(`input: ${tokens} tokens (${method})${cost ? `, ${money(cost)}` : ''}\n`);
  if (cacheKey) terminal.notes.write(`cache key: ${cacheKey}\n`);
}

/** Returns a request without data that exists only in this process. */
function settled(request: GenerateRequest | undefined): object {
  return { ...request, signal: undefined, notify: undefined };
}
