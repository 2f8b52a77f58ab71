import { httpError } from './errors.ts';
import { isLoopback } from './loopback.ts';
import { matchesNoProxy } from './no-proxy.ts';
import type { ProxyVariables } from './proxy-variables.ts';

/**
 * Returns the URL of the proxy for a URL, or `undefined` for a direct connection. This machine is always reached
 * directly, because a remote proxy would reach a different machine.
 *
 * @throws HttpError `ERR_PROXY_UNSUPPORTED` if this Node cannot use the proxy; Node itself would connect directly. The
 *   message omits the value of the variable, which may contain a password
 */
export function proxyFor(url: URL, { http, https, none }: ProxyVariables): string | undefined {
  const secure = url.protocol === 'https:';
  const proxy = secure ? https : http;
  if (proxy === undefined || isLoopback(url.hostname)) return undefined;
  if (none !== undefined && matchesNoProxy(url, none)) return undefined;
  const name = secure ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const target = toProxyURL(proxy, name);
  if (agentsKnowProxies(process.versions.node)) return target;
  throw unsupported(
    `${name} is set, which needs Node 22.21, 24.5 or newer (this is ${process.versions.node}): ` +
      'update Node, unset the variable, or pass a fetch of your own',
  );
}

/** Returns a proxy as a URL. A value without a scheme is an http proxy, as in curl. */
function toProxyURL(proxy: string, name: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(proxy)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    const other = `${name} is set to a proxy of the type ${scheme}`;
    throw unsupported(`${other}; set it to http://host:port or https://host:port, or unset it`);
  }
  const url = URL.parse(scheme === undefined ? `http://${proxy}` : proxy);
  if (url?.hostname) return url.href;
  throw unsupported(`${name} is not a valid URL; set it to http://host:port or https://host:port, or unset it`);
}

/** Returns `true` if a version of Node has `proxyEnv`: https://nodejs.org/api/http.html#new-agentoptions */
export function agentsKnowProxies(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}

const unsupported = (message: string): Error => httpError('ERR_PROXY_UNSUPPORTED', message);
