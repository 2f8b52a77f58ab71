import type { Tool, ToolContext } from '../contract/request.ts';
import type { CallOptions } from '../options/options.ts';
import { withinTurn } from '../tools/reentrancy.ts';

/** The same options, whose functions that a turn waits for are known as such. */
export function withOwnTurn<Options extends CallOptions>(options: Options, owner: object): Options {
  const { tools, approve } = options;
  if (!tools || !runsTools(options)) return options;
  return {
    ...options,
    tools: tools.map((tool: Tool) => (canRun(tool) ? toolWithin(owner, tool) : tool)),
    ...(typeof approve === 'function' && { approve: withinTurn(owner, approve) }),
  };
}

/** Whether there is a tool that can be run. Options are checked later: what is no list of tools has none. */
export function runsTools({ tools }: Pick<CallOptions, 'tools'>): boolean {
  return Array.isArray(tools) && tools.some(canRun);
}

const canRun = (tool: Tool | undefined): boolean => typeof tool?.execute === 'function';

/** A tool may be of a class, whose fields are not all its own. */
function toolWithin(owner: object, tool: Tool): Tool {
  const execute = withinTurn(owner, (args: unknown, context: ToolContext) => tool.execute?.(args, context));
  return Object.create(tool, { execute: { value: execute } }) as Tool;
}
