import type { Agent, AgentOptions, request } from 'node:http';
import { readAhead } from './body.ts';
import { proxyFor } from './proxy.ts';
import { type Environment, proxyVariables } from './proxy-variables.ts';

/** Function that sends a request to a host, with the agent that keeps its connections. */
export interface Route {
  readonly request: typeof request;
  readonly agent: Agent;
}

/** One fetch's share of the process's kept-alive connections. */
export interface Connections {
  /**
   * Returns the route for a URL.
   *
   * @throws HttpError `ERR_PROXY_UNSUPPORTED` if this Node cannot use the proxy
   */
  to(url: URL): Route;
  /** Releases the share. Closes idle connections that no other share uses. Connections in use close after use. */
  release(): void;
}

interface SharedRoute extends Route {
  /** Shares that use this route. */
  readonly users: Set<object>;
}

// Idle limit in seconds. It is shorter than the limits of common servers and NATs (60 s and up), so a request rarely
// meets a closing connection. The agent obeys a shorter `Keep-Alive: timeout=5` of a server. Idle connections do not
// keep the process alive.
const idleSeconds = 30;

/** Routes of this process. Clients that are created for each request, as in web handlers, reuse these connections. */
const routes = new Map<string, SharedRoute>();

/**
 * Creates a share of the process's connections. Shares with the same proxy and protocol use the same connections.
 *
 * @param connectTimeout seconds; the agent also applies it to a proxy that does not answer a tunnel request
 */
export function shareConnections(environment: Environment, connectTimeout: number): Connections {
  const variables = proxyVariables(environment);
  const user = {};
  /** Routes of this share by origin. This lookup is cheaper than building the key of a proxy route. */
  const used = new Map<string, SharedRoute>();

  return {
    to(url) {
      const proxy = proxyFor(url, variables);
      const seconds = Math.min(proxy === undefined ? idleSeconds : connectTimeout, idleSeconds);
      const key = proxy === undefined ? url.protocol : `${url.protocol} ${seconds} ${proxy}`;
      const known = used.get(key);
      if (known) return known;
      const route = routes.get(key) ?? open(url.protocol, proxy, seconds);
      routes.set(key, route);
      used.set(key, route);
      route.users.add(user);
      return route;
    },
    release() {
      for (const [key, route] of used) {
        route.users.delete(user);
        if (route.users.size > 0) continue;
        if (routes.get(key) === route) routes.delete(key);
        closeIdle(route.agent);
      }
      used.clear();
    },
  };
}

function open(protocol: string, proxy: string | undefined, seconds: number): SharedRoute {
  // Loaded on first use instead of imported: loading node:https alone takes 17 ms of CPU.
  const module = protocol === 'https:' ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http');
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxyEnv = proxy === undefined ? undefined : { [name]: proxy };
  const options: AgentOptions & { readonly highWaterMark: number } = {
    keepAlive: true,
    timeout: seconds * 1000,
    highWaterMark: readAhead,
    ...(proxyEnv && { proxyEnv }),
  };
  const agent = new module.Agent(options);
  return { request: module.request, agent, users: new Set() };
}

function closeIdle(agent: Agent): void {
  // Node's agent keeps a connection after use only while `keepAlive` is true.
  (agent as Agent & { keepAlive: boolean }).keepAlive = false;
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
}
