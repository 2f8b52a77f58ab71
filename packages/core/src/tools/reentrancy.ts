import type { AsyncLocalStorage } from 'node:async_hooks';
import { ConfigurationError } from '../contract/errors.ts';
import type { Tool, ToolContext } from '../contract/tool.ts';
import type { CallOptions } from '../options/options.ts';

/** Running function of the caller for which a turn waits. */
interface Running {
  /** Conversation of the turn. */
  readonly owner: object;
  /** Running function that contains this one: a tool may use another conversation. */
  readonly outer: Running | undefined;
  isOver: boolean;
}

/** Errors that `refuseReentrant` threw. */
const refusals = new WeakSet<object>();

let storage: AsyncLocalStorage<Running | undefined> | undefined;

/**
 * Marks a function for which a turn waits, so that `refuseReentrant` detects calls from it. Creates the
 * `AsyncLocalStorage` at the first use, because it slows down all promises in some versions of Node.
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
 * Rejects a call that would wait for a turn that waits for the call itself.
 *
 * @throws ConfigurationError in that case
 */
export function refuseReentrant(owner: object): void {
  for (let running = storage?.getStore(); running; running = running.outer) {
    if (running.owner !== owner || running.isOver) continue;
    const error = new ConfigurationError(
      "Cannot send to a conversation from a tool, 'approve' or 'trim' of its own turn: both would wait forever. " +
        'Send to a fork() of the conversation, call generate(), or send after the turn.',
    );
    refusals.add(error);
    throw error;
  }
}

/** Returns `true` for an error of `refuseReentrant`. The loop throws it instead of reporting it to the model. */
export function isReentrancyError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && refusals.has(error);
}

/** Returns the options with `approve` and the tools marked for `refuseReentrant`. */
export function withReentrancyMarks<Options extends CallOptions>(options: Options, owner: object): Options {
  const { tools, approve } = options;
  if (!tools || !runsTools(options)) return options;
  return {
    ...options,
    tools: tools.map((tool: Tool) => (canRun(tool) ? toolWithin(owner, tool) : tool)),
    ...(typeof approve === 'function' && { approve: markReentrant(owner, approve) }),
  };
}

/** Returns `true` if a tool has `execute`. Also accepts invalid `tools`, because options are validated later. */
export function runsTools({ tools }: Pick<CallOptions, 'tools'>): boolean {
  return Array.isArray(tools) && tools.some(canRun);
}

const canRun = (tool: Tool | undefined): boolean => typeof tool?.execute === 'function';

/** Keeps the prototype of a tool, because a tool may be an instance of a class. */
function toolWithin(owner: object, tool: Tool): Tool {
  const execute = markReentrant(owner, (args: unknown, context: ToolContext) => tool.execute?.(args, context));
  return Object.create(tool, { execute: { value: execute } }) as Tool;
}
