import type { AsyncLocalStorage } from 'node:async_hooks';
import { ConfigurationError } from '../contract/errors.ts';
import type { Tool, ToolContext } from '../contract/tool.ts';
import type { CallOptions } from '../options/options.ts';

/** A function of the caller that a turn waits for, while it runs. */
interface Running {
  /** Whose turn it is. */
  readonly owner: object;
  /** What called it: a tool may hold a conversation of its own. */
  readonly outer: Running | undefined;
  isOver: boolean;
}

/** Errors of `refuseWithin`. */
const refusals = new WeakSet<object>();

let storage: AsyncLocalStorage<Running | undefined> | undefined;

/**
 * A function that a turn waits for, made known as such, so that `refuseWithin` can tell. Node's storage is loaded with
 * the first of them, since in some versions of Node it makes every promise dearer from then on.
 */
export function markReentrant<Args extends readonly unknown[], Value>(
  owner: object,
  act: (...args: Args) => Value | Promise<Value>,
): (...args: Args) => Promise<Value> {
  storage ??= new (process.getBuiltinModule('node:async_hooks').AsyncLocalStorage)();
  const local = storage;
  return (...args) => {
    const running: Running = { owner, outer: local.getStore(), isOver: false };
    return local.run(running, async () => {
      try {
        return await act(...args);
      } finally {
        running.isOver = true;
      }
    });
  };
}

/**
 * Refuses what would wait for the turn that waits for it.
 *
 * @throws ConfigurationError
 */
export function refuseReentrant(owner: object): void {
  for (let running = storage?.getStore(); running; running = running.outer) {
    if (running.owner !== owner || running.isOver) continue;
    const error = new ConfigurationError(
      "A tool, 'approve' or 'trim' cannot send to the conversation that waits for it: both would wait for ever. " +
        'Send to a fork() of it, use generate(), or send once this turn is over.',
    );
    refusals.add(error);
    throw error;
  }
}

/** Whether an error is one of `refuseWithin`: a mistake in the program, of which no model should hear. */
export function isReentrancyError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && refusals.has(error);
}

/** The same options, whose functions that a turn waits for are known as such. */
export function withReentrancyMarks<Options extends CallOptions>(options: Options, owner: object): Options {
  const { tools, approve } = options;
  if (!tools || !runsTools(options)) return options;
  return {
    ...options,
    tools: tools.map((tool: Tool) => (canRun(tool) ? toolWithin(owner, tool) : tool)),
    ...(typeof approve === 'function' && { approve: markReentrant(owner, approve) }),
  };
}

/** Whether there is a tool that can be run. Options are checked later: what is no list of tools has none. */
export function runsTools({ tools }: Pick<CallOptions, 'tools'>): boolean {
  return Array.isArray(tools) && tools.some(canRun);
}

const canRun = (tool: Tool | undefined): boolean => typeof tool?.execute === 'function';

/** A tool may be of a class, whose fields are not all its own. */
function toolWithin(owner: object, tool: Tool): Tool {
  const execute = markReentrant(owner, (args: unknown, context: ToolContext) => tool.execute?.(args, context));
  return Object.create(tool, { execute: { value: execute } }) as Tool;
}
