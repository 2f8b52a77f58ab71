import type { MediaPart, ToolResultPart } from '../contract/message.ts';
import type { Tool, ToolCall } from '../contract/tool.ts';
import type { CallOptions } from '../options/options.ts';
import { abortable } from '../util/abort.ts';
import { isReentrancyError } from './reentrancy.ts';
import { toArguments } from './tool-arguments.ts';
import { toToolOutput } from './tool-output.ts';

/** Tools, and the options for running them. */
export type ToolOptions = Pick<CallOptions, 'approve' | 'toolConcurrency'> & { readonly tools: readonly Tool[] };

/** Result of one tool call. */
export interface ToolRun {
  readonly result: ToolResultPart;
  /** Media that the tool returned. */
  readonly media: readonly MediaPart[];
}

/**
 * Runs the tool calls of an answer. A call becomes a failed result if the tool throws, does not exist, was not
 * approved, or receives invalid arguments.
 *
 * @param runs receives each result at the index of its call, including those of tools that finished before an error
 * @throws the reason of the signal, even if a tool ignores it; the error of `approve`; ConfigurationError if a tool
 *   sends to the conversation that waits for it
 */
export async function runTools(
  calls: readonly ToolCall[],
  options: ToolOptions,
  signal: AbortSignal,
  runs: (ToolRun | undefined)[],
): Promise<void> {
  const { toolConcurrency = 4, approve = () => true } = options;
  const allowed: boolean[] = [];
  for (const call of calls) allowed.push(await abortable(Promise.resolve(approve(ownCall(call))), signal));
  const waiting = calls.entries();
  const work = async (): Promise<void> => {
    for (const [place, call] of waiting) {
      signal.throwIfAborted();
      runs[place] = allowed[place] ? await run(call, options.tools, signal) : refused(call);
    }
  };
  await Promise.all(Array.from({ length: Math.min(toolConcurrency, calls.length) }, work));
}

/** Returns the result of a call that was aborted before its tool finished. Services require a result for each call. */
export const stopped = ({ id, name }: ToolCall): ToolRun =>
  failed(id, name, 'The call was stopped before this tool had finished.');

/** Returns a copy of a call, so that a tool cannot change the arguments in the history. */
const ownCall = (call: ToolCall): ToolCall => ({ ...call, arguments: structuredClone(call.arguments) });

const refused = ({ id, name }: ToolCall): ToolRun => failed(id, name, 'This call was not allowed.');

const failed = (id: string, name: string, output: unknown, media: readonly MediaPart[] = []): ToolRun => ({
  result: { type: 'tool-result', id, name, output, isError: true },
  media,
});

async function run(call: ToolCall, tools: readonly Tool[], signal: AbortSignal): Promise<ToolRun> {
  const { id, name } = call;
  const tool = tools.find((each) => each.name === name);
  if (!tool?.execute) return failed(id, name, `There is no tool '${name}'.`);
  try {
    const args = await toArguments(tool, ownCall(call).arguments);
    const returned: unknown = await abortable(Promise.resolve(tool.execute(args, { signal, id })), signal);
    const { output, media, isError } = await toToolOutput(returned);
    return isError ? failed(id, name, output, media) : { result: { type: 'tool-result', id, name, output }, media };
  } catch (error) {
    signal.throwIfAborted();
    if (isReentrancyError(error)) throw error;
    return failed(id, name, error instanceof Error ? error.message || error.name : String(error));
  }
}
