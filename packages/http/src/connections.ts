import type { Agent, request } from 'node:http';
import { type Environment, proxyFor, proxyVariables } from './proxy.ts';

/** How to reach one host: the function that sends a request, and the agent that keeps its connections. */
export interface Route {
  readonly request: typeof request;
  readonly agent: Agent;
}

/** One user's share of the process's kept-alive connections. */
export interface Connections {
  /** @throws HttpError `ERR_PROXY_UNSUPPORTED` */
  to(url: URL): Route;
  /** Gives the share back. Idle connections that no other user shares are closed; those in use close after use. */
  release(): void;
}

interface SharedRoute extends Route {
  /** The shares that use this route. */
  readonly users: Set<object>;
}

// Shorter than the idle limits of common servers and address translators (60 s and up), so that hardly any request
// meets a connection that is about to be closed. A server that announces less (`Keep-Alive: timeout=5`) is obeyed
// by the agent, which also takes idle connections out of the process's reasons to stay alive.
const idleSeconds = 30;

/** The routes of this process. A client for each request, as web handlers make them, reuses these connections. */
const routes = new Map<string, SharedRoute>();

/**
 * Starts a share of the process's connections. Shares with the same proxy and protocol use the same connections.
 *
 * @param connectTimeout seconds; limits here what only the agent can end: a proxy that leaves a tunnel unanswered
 */
export function shareConnections(environment: Environment, connectTimeout: number): Connections {
  const variables = proxyVariables(environment);
  const user = {};
  /** The routes that this share uses, by key: a look-up costs less than the key of a proxy. */
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
  // Asked for on first use, never imported: loading node:https alone costs 17 ms of CPU.
  const module = protocol === 'https:' ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http');
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxyEnv = proxy === undefined ? undefined : { [name]: proxy };
  const agent = new module.Agent({ keepAlive: true, timeout: seconds * 1000, ...(proxyEnv && { proxyEnv }) });
  return { request: module.request, agent, users: new Set() };
}

function closeIdle(agent: Agent): void {
  // Node's agent keeps a connection after use only while this is true.
  (agent as Agent & { keepAlive: boolean }).keepAlive = false;
  for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
}
