import type { ToolResultPart } from '../contract/message.ts';
import type { Tool, ToolCall } from '../contract/tool.ts';
import type { CallOptions } from '../options/options.ts';
import { abortable } from '../util/abort.ts';
import { isRefusal } from './reentrancy.ts';
import { toArguments } from './tool-arguments.ts';

/** Tools, and how they may be run. */
export type ToolOptions = Pick<CallOptions, 'approve' | 'toolConcurrency'> & { readonly tools: readonly Tool[] };

/**
 * Runs the tools that an answer calls, and gives their results in the order of the calls. A tool that throws, does not
 * exist, was not allowed or got arguments that do not fit has a result that says so.
 *
 * @throws the signal's reason when it aborts, even where a tool ignores it; what `approve` throws; ConfigurationError
 * where a tool waits for the turn that waits for it
 */
export async function runTools(
  calls: readonly ToolCall[],
  options: ToolOptions,
  signal: AbortSignal,
): Promise<readonly ToolResultPart[]> {
  const { toolConcurrency = 4, approve = () => true } = options;
  const allowed: boolean[] = [];
  for (const call of calls) allowed.push(await abortable(Promise.resolve(approve(call)), signal));
  const results: ToolResultPart[] = [];
  const waiting = calls.entries();
  const work = async (): Promise<void> => {
    for (const [place, call] of waiting) {
      signal.throwIfAborted();
      results[place] = allowed[place] ? await run(call, options.tools, signal) : refused(call);
    }
  };
  await Promise.all(Array.from({ length: Math.min(toolConcurrency, calls.length) }, work));
  return results;
}

const refused = ({ id, name }: ToolCall): ToolResultPart => failed(id, name, 'This call was not allowed.');

const failed = (id: string, name: string, output: string): ToolResultPart => ({
  type: 'tool-result',
  id,
  name,
  output,
  isError: true,
});

async function run(call: ToolCall, tools: readonly Tool[], signal: AbortSignal): Promise<ToolResultPart> {
  const { id, name } = call;
  const tool = tools.find((each) => each.name === name);
  if (!tool?.execute) return failed(id, name, `There is no tool '${name}'.`);
  try {
    const args = await toArguments(tool, call.arguments);
    const output: unknown = await abortable(Promise.resolve(tool.execute(args, { signal, id })), signal);
    return { type: 'tool-result', id, name, output: asJSON(output) };
  } catch (error) {
    signal.throwIfAborted();
    if (isRefusal(error)) throw error;
    return failed(id, name, error instanceof Error ? error.message || error.name : String(error));
  }
}

/** What a tool gave as JSON has it, so that a history can be kept. A tool without an answer has done its work. */
function asJSON(output: unknown): unknown {
  if (typeof output === 'string') return output;
  const text = JSON.stringify(output) as string | undefined;
  return text === undefined ? 'Done.' : (JSON.parse(text) as unknown);
}
