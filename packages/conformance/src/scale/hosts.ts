import { type ChildProcess, execFileSync } from 'node:child_process';
import { startNode } from '../start-node.ts';

/** Machine on which a worker runs. */
export interface Host {
  /** Address of Redis and of the service for processes of this host. */
  readonly gateway: string;
  /** Starts a script with one argument, as JSON. */
  start(script: URL, argument: unknown): ChildProcess;
  /** Blocks all traffic of the host without closing its connections. */
  cutOff(): void;
  reconnect(): void;
}

/** All hosts of a run. */
export interface Hosts extends Disposable {
  /** Error for which the hosts are plain processes. `undefined` if they are network namespaces. */
  readonly fallback: string | undefined;
  readonly list: readonly Host[];
}

const ip = (...args: readonly string[]): void => void execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });

/** Creates network namespaces, each with a link to this machine. Without permission, the hosts are processes. */
export function createHosts(count: number): Hosts {
  const numbers = Array.from({ length: count }, (_, number) => number);
  try {
    return { fallback: undefined, list: numbers.map(createNamespace), [Symbol.dispose]: () => numbers.forEach(remove) };
  } catch (error) {
    numbers.forEach(remove);
    const fallback = String((error as { stderr?: unknown }).stderr ?? (error as Error).message).trim();
    return { fallback, list: numbers.map(createPlainHost), [Symbol.dispose]: () => {} };
  }
}

const nameOf = (number: number): string => `rs${process.pid}h${number}`;

/** Returns an address in the network for benchmarks (RFC 2544). Each host has a subnet of four addresses. */
const addressOf = (number: number, end: number): string => `198.18.${process.pid % 256}.${4 * number + end}`;

function createNamespace(number: number): Host {
  const name = nameOf(number);
  ip('netns', 'add', name);
  ip('link', 'add', name, 'type', 'veth', 'peer', 'name', 'uplink', 'netns', name);
  ip('addr', 'add', `${addressOf(number, 1)}/30`, 'dev', name);
  ip('link', 'set', name, 'up');
  ip('-n', name, 'addr', 'add', `${addressOf(number, 2)}/30`, 'dev', 'uplink');
  ip('-n', name, 'link', 'set', 'lo', 'up');
  ip('-n', name, 'link', 'set', 'uplink', 'up');
  return {
    gateway: addressOf(number, 1),
    // `ip` replaces its process with Node, so the process id is that of Node.
    start: (script, argument) => startNode(script, argument, ['ip', 'netns', 'exec', name]),
    cutOff: () => ip('-n', name, 'link', 'set', 'uplink', 'down'),
    reconnect: () => ip('-n', name, 'link', 'set', 'uplink', 'up'),
  };
}

function remove(number: number): void {
  try {
    ip('netns', 'del', nameOf(number));
  } catch {
    // The namespace was not created.
  }
}

/** Returns a host without its own network. `cutOff` suspends its process instead. */
export function createPlainHost(): Host {
  let process: ChildProcess | undefined;
  return {
    gateway: '127.0.0.1',
    start: (script, argument) => {
      process = startNode(script, argument);
      return process;
    },
    cutOff: () => void process?.kill('SIGSTOP'),
    reconnect: () => void process?.kill('SIGCONT'),
  };
}
