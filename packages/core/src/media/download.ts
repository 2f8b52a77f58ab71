import type { LookupAddress } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import type { Agent } from 'node:https';
import type { LookupFunction } from 'node:net';
import { ConfigurationError, providerError, RephyscoError, UnsupportedError } from '../contract/errors.ts';
import type { MediaPart } from '../contract/message.ts';
import { Config } from '../options/config.ts';
import { abortable, abortReason, milliseconds } from '../util/abort.ts';
import { clock } from '../util/clock.ts';
import { toMediaPart } from './media-source.ts';
import { type IsPublic, publicAddresses } from './public-address.ts';

/** Options of a media download. */
export interface DownloadOptions {
  /** Provider that needs the bytes, for error messages. */
  readonly provider: string;
  /** Signal that aborts the download. */
  readonly signal?: AbortSignal | undefined;
  /** Maximum duration in seconds. @default 60 */
  readonly timeout?: number | undefined;
}

/** Functions for DNS lookup and connecting, which tests can replace. */
export interface Network {
  readonly resolve: (hostname: string) => Promise<LookupAddress[]>;
  readonly agent: Agent | false;
}

/** Maximum size in bytes: the largest medium that any provider accepts inline. */
const mostBytes = 20 * 1024 * 1024;
const mostRedirects = 3;

/**
 * Downloads a medium from its URL and returns the part with its bytes, for a provider that does not accept URLs.
 *
 * A URL may come from a model or a stranger, so it must not reach a host that only this machine can reach. The function
 * accepts https URLs and public addresses only, checks each of at most 3 redirects in the same way, and connects to the
 * addresses that it checked. It stops at 20 MiB.
 *
 * @throws UnsupportedError if `Config.downloadMedia` is false
 * @throws ConfigurationError if the URL is not allowed, or its content is not a medium of the part's kind
 * @throws ProviderError of kind `network` or `timeout` if another attempt can help; the reason of `signal` if it aborts
 */
export async function downloadMedia(part: MediaPart, options: DownloadOptions): Promise<MediaPart> {
  return downloadOver(await system(), part, options);
}

/** Downloads a medium over a given network. See {@link downloadMedia}. */
export async function downloadOver(network: Network, part: MediaPart, options: DownloadOptions): Promise<MediaPart> {
  const { provider, signal, timeout = 60 } = options;
  if (!Config.current.downloadMedia) {
    throw new UnsupportedError(
      `${provider} does not accept URLs for ${part.type}, and Config.downloadMedia is off. Pass the bytes instead.`,
    );
  }
  const guard = new AbortController();
  const tooSlow = new Error(`it took more than ${timeout} seconds`);
  const timer = clock.setTimeout(() => guard.abort(tooSlow), milliseconds(timeout));
  try {
    const { data, mediaType } = await abortable(follow(part.url, guard.signal, network), signal);
    return { ...part, ...(await toMediaPart(part.type, { data, mediaType: part.mediaType ?? mediaType })) };
  } catch (error) {
    if (signal?.aborted) throw abortReason(signal);
    if (error instanceof RephyscoError) throw error;
    const cause = guard.signal.aborted ? tooSlow : error;
    const message = `${provider}: cannot download ${part.type} ${formatValue(part.url)}: ${(cause as Error).message}`;
    throw providerError(cause === tooSlow ? 'timeout' : 'network', message, { provider, cause });
  } finally {
    clock.clearTimeout(timer);
    guard.abort();
  }
}

async function system(): Promise<Network> {
  const { lookup } = await import('node:dns/promises');
  return { resolve: (hostname) => lookup(hostname, { all: true }), agent: false };
}

interface Medium {
  readonly data: Uint8Array;
  readonly mediaType: string;
}

/** Requests a URL and follows its redirects. Checks each address before it connects. */
async function follow(address: string, signal: AbortSignal, network: Network): Promise<Medium> {
  const isPublic = await publicAddresses();
  let url = checked(address, isPublic);
  for (let redirects = 0; ; redirects += 1) {
    const response = await request(url, signal, network, isPublic);
    const { statusCode = 0, headers } = response;
    if (statusCode >= 200 && statusCode < 300) return read(response, url);
    response.destroy();
    const passing = statusCode === 408 || statusCode === 429 || statusCode >= 500;
    if (passing) throw new Error(`the host answered ${statusCode}`);
    const target = statusCode >= 300 && statusCode < 400 ? headers.location : undefined;
    if (target === undefined) throw unfit(url.href, `answers ${statusCode}`);
    if (redirects === mostRedirects) throw unfit(url.href, `redirects more than ${mostRedirects} times`);
    url = checked(URL.parse(target, url.href)?.href ?? target, isPublic);
  }
}

function checked(address: string, isPublic: IsPublic): URL {
  const url = URL.parse(address);
  if (url?.protocol !== 'https:') throw unfit(address, 'is not an https URL');
  if (url.username || url.password) throw unfit(address, 'contains a user name or password');
  if (isPublic(url.hostname.replace(/^\[|\]$/g, '')) === false) throw unfit(address, 'is not a public address');
  return url;
}

/** Requests a URL. Looks up the host once and connects to the addresses that were found and checked. */
async function request(url: URL, signal: AbortSignal, network: Network, isPublic: IsPublic): Promise<IncomingMessage> {
  const { request: ask } = await import('node:https');
  const { resolve, agent } = network;
  const lookup: LookupFunction = (hostname, { all }, callback) => {
    const decide = (found: LookupAddress[]): void => {
      const [first] = found;
      if (!first || !found.every(({ address }) => isPublic(address))) {
        callback(unfit(url.href, 'leads to an address that is not public'), '');
      } else if (all) callback(null, found);
      else callback(null, first.address, first.family);
    };
    resolve(hostname).then(decide, (error) => callback(error, ''));
  };
  const headers = { accept: '*/*', 'user-agent': 'rephysco' };
  return new Promise((done, fail) => {
    ask(url, { agent, lookup, signal, headers }).on('response', done).on('error', fail).end();
  });
}

async function read(response: IncomingMessage, { href }: URL): Promise<Medium> {
  const { 'content-length': announced, 'content-type': type = '' } = response.headers;
  const tooLarge = (): Error => unfit(href, `gives more than ${mostBytes} bytes`);
  if (Number(announced) > mostBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > mostBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return { data: Buffer.concat(chunks), mediaType: type.replace(/;.*/, '').trim() };
}

function unfit(address: string, why: string): ConfigurationError {
  return new ConfigurationError(`The URL ${formatValue(address)} ${why}; nothing was sent to the provider.`);
}

/** Formats a URL for messages, without query and user name, which may be secrets. */
function formatValue(address: string): string {
  const url = URL.parse(address);
  return url ? `${url.protocol}//${url.host}${url.pathname}` : 'given';
}
