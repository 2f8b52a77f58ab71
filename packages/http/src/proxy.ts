import { httpError } from './errors.ts';

/** Where the proxy variables are looked up; `process.env` has this shape. */
export type Environment = Readonly<Record<string, string | undefined>>;

const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];

/** A copy of what an environment says of proxies: to read `process.env` at each request would cost as much as the URL. */
export function proxyVariables(environment: Environment): Environment {
  return Object.fromEntries(names.map((name) => [name, environment[name]]));
}

/**
 * Whether the way to a URL is a proxy's affair; NO_PROXY is left to Node's agents.
 * Never for this machine itself: a proxy elsewhere would reach another one.
 *
 * @throws HttpError `ERR_PROXY_UNSUPPORTED` when this Node cannot use the proxy; Node itself would go without it
 */
export function needsProxy(url: URL, variables: Environment): boolean {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = variables[name.toLowerCase()] || variables[name];
  if (!proxy || isLoopback(url.hostname)) return false;
  if (!/^https?:\/\//i.test(proxy)) {
    throw httpError(
      'ERR_PROXY_UNSUPPORTED',
      `${name} is set to something else than http://host:port or https://host:port`,
    );
  }
  if (!agentsKnowProxies(process.versions.node)) {
    throw httpError(
      'ERR_PROXY_UNSUPPORTED',
      `${name} is set, which needs Node 22.21, 24.5 or newer (this is ${process.versions.node}): ` +
        'update Node, unset the variable, or give a fetch of your own',
    );
  }
  return true;
}

/** Whether a version of Node has `proxyEnv`: https://nodejs.org/api/http.html#new-agentoptions */
export function agentsKnowProxies(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
}

function isLoopback(hostname: string): boolean {
  return /^(.+\.)?localhost$|^127(\.\d+){3}$|^\[::1\]$/.test(hostname);
}
