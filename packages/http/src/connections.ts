import type { Agent, request } from 'node:http';
import { type Environment, needsProxy, proxyVariables } from './proxy.ts';

/** How to reach one host: the function that asks, and the agent that keeps its connections. */
export interface Route {
  readonly request: typeof request;
  readonly agent: Agent;
}

/** Kept-alive connections to any number of hosts. */
export interface Connections {
  /** @throws HttpError `ERR_PROXY_UNSUPPORTED` */
  to(url: URL): Route;
  /** Closes the idle connections; those in use close or idle as they would. */
  closeIdle(): void;
}

// Shorter than the idle limits of common servers and address translators (60 s and up), so that hardly any request
// meets a connection that is about to be closed. A server that announces less (`Keep-Alive: timeout=5`) is obeyed
// by the agent, which also takes idle connections out of the process's reasons to stay alive.
const idleSeconds = 30;

/** @param connectTimeout seconds; limits here what only the agent can end: a proxy that leaves a tunnel unanswered */
export function createConnections(environment: Environment, connectTimeout: number): Connections {
  const proxyEnv = proxyVariables(environment);
  const routes = new Map<string, Route>();

  function open(protocol: string, proxied: boolean): Route {
    // Asked for on first use, never imported: loading node:https alone costs 17 ms of CPU.
    const module =
      protocol === 'https:' ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http');
    const timeout = Math.min(proxied ? connectTimeout : idleSeconds, idleSeconds) * 1000;
    const agent = new module.Agent({ keepAlive: true, timeout, ...(proxied && { proxyEnv }) });
    return { request: module.request, agent };
  }

  return {
    to(url) {
      const proxied = needsProxy(url, proxyEnv);
      const key = `${proxied ? 'proxied' : 'direct'} ${url.protocol}`;
      const route = routes.get(key) ?? open(url.protocol, proxied);
      routes.set(key, route);
      return route;
    },
    closeIdle() {
      for (const { agent } of routes.values()) {
        for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
      }
    },
  };
}
