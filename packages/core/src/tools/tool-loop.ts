import type { StreamEvent } from '../contract/events.ts';
import type { ContentPart, MediaPart, Message, ToolResultPart } from '../contract/message.ts';
import { compose, type Handler } from '../contract/middleware.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { GenerateResult } from '../contract/result.ts';
import { isProviderTool, type Tool } from '../contract/tool.ts';
import { deadline } from '../middleware/deadline.ts';
import type { CallOptions } from '../options/options.ts';
import { type Answer, createAnswer, resultOf } from '../stream/answer.ts';
import { type Batch, fromBatches, toBatches } from '../stream/batches.ts';
import { runTools, stopped, type ToolRun } from './run-tools.ts';
import { addResults } from './total-usage.ts';

/** Loop of one call: requests and tool calls until the final answer. */
export interface ToolLoop {
  /**
   * Sends requests until an answer calls no tool that can be run. Passes on the events of each answer as they arrive.
   */
  readonly handler: Handler;
  /** Messages of the tool calls that were run, and of their results. */
  readonly steps: readonly Message[];
  /** Returns the content of the current answer, after `steps`. */
  content(): readonly ContentPart[];
  /** Returns the last answer with the usage of all answers. */
  settle(whole: GenerateResult): GenerateResult;
}

/**
 * Returns the loop of a call whose tools have `execute`, or `undefined` for other calls.
 *
 * @param next handler of a single request
 */
export function toolLoop(next: Handler, options: CallOptions): ToolLoop | undefined {
  const { tools: given, maxSteps = 8 } = options;
  if (!given) return undefined;
  const tools = given.filter((tool): tool is Tool => !isProviderTool(tool));
  if (!tools.some(({ execute }) => execute)) return undefined;
  const steps: Message[] = [];
  let answer: Answer = createAnswer();

  async function* asking(first: GenerateRequest): AsyncGenerator<Batch> {
    const { signal = new AbortController().signal } = first;
    const results: GenerateResult[] = [];
    for (let request = first; ; ) {
      answer = createAnswer();
      yield* withoutFinish(toBatches(next(request)), answer);
      const result = resultOf(answer);
      results.push(result);
      const canRun = result.toolCalls.length > 0 && result.toolCalls.every(({ name }) => isOurs(name, tools));
      if (!canRun || results.length === maxSteps) {
        yield [finishOf(results, canRun)];
        return;
      }
      const runs: (ToolRun | undefined)[] = [];
      try {
        await runTools(result.toolCalls, { ...options, tools }, signal, runs);
      } finally {
        // Record results of finished tools even if another tool was aborted, because their effects have happened.
        if (runs.some((run) => run !== undefined)) steps.push(...stepOf(result, runs, first.modelInfo?.input));
      }
      yield runs.flatMap((run): StreamEvent[] => (run ? [{ ...run.result, type: 'tool-result' }] : []));
      // Reset `toolChoice`: a required tool has been called.
      request = Object.freeze({ ...first, messages: [...first.messages, ...steps], toolChoice: undefined });
    }
  }

  return {
    // The deadline wraps all steps. Inside the loop, each step would have its own.
    handler: compose([deadline()], (request) => fromBatches(asking(request))),
    steps,
    content: () => answer.content(),
    settle(whole) {
      const last = answer.result();
      if (!last || steps.length === 0) return whole;
      const { text, reasoning, refusal, toolCalls, content } = last;
      return { ...whole, text, reasoning, refusal, toolCalls, content, steps: [...steps] };
    },
  };
}

/** Returns the messages of an answer and its results: first the results, then the media with a label for each. */
function stepOf(
  { content, toolCalls }: GenerateResult,
  runs: readonly (ToolRun | undefined)[],
  input: readonly string[] = ['image', 'audio', 'video', 'file'],
): readonly Message[] {
  const done = toolCalls.map((call, place) => runs[place] ?? stopped(call));
  const results: readonly ToolResultPart[] = done.map(({ result }) => result);
  const media = done.flatMap(({ result, media }) =>
    media.flatMap((part, place): readonly ContentPart[] => [
      label(part, place, result.name, input),
      ...(input.includes(part.type) ? [part] : []),
    ]),
  );
  return [
    { role: 'assistant', content },
    { role: 'tool', content: [...results, ...media] },
  ];
}

/** Returns a label for a medium. The label tells the model if it cannot receive the medium. */
function label({ type }: MediaPart, place: number, tool: string, input: readonly string[]): ContentPart {
  const name = `${type} ${place + 1} of the result of ${tool}`;
  return { type: 'text', text: input.includes(type) ? `[${name}]` : `[${name}, which this model cannot take]` };
}

async function* withoutFinish(source: AsyncIterable<Batch>, answer: Answer): AsyncGenerator<Batch> {
  for await (const batch of source) {
    for (const event of batch) answer.add(event);
    const content = batch.at(-1)?.type === 'finish' ? batch.slice(0, -1) : batch;
    if (content.length > 0) yield content;
  }
}

/** Returns `true` for a call that the loop can answer: the tool has `execute`, or does not exist. */
function isOurs(name: string, tools: readonly Tool[]): boolean {
  const tool = tools.find((each) => each.name === name);
  return tool === undefined || tool.execute !== undefined;
}

function finishOf(results: readonly GenerateResult[], stopped: boolean): Batch[number] {
  const last = results.at(-1) as GenerateResult;
  const { finishReason, finishReasonRaw, model, provider, id } = last;
  const sums = addResults(results);
  const warning = `The option 'maxSteps' (${results.length}) ended the loop, but the last answer still calls a tool.`;
  const warnings = stopped ? [...sums.warnings, warning] : sums.warnings;
  return { type: 'finish', finishReason, finishReasonRaw, model, provider, id, ...sums, warnings };
}
