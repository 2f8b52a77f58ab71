import type { StreamEvent } from '../contract/events.ts';
import type { ContentPart, MediaPart, Message, ToolResultPart } from '../contract/message.ts';
import { compose, type Handler } from '../contract/middleware.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { GenerateResult } from '../contract/result.ts';
import { isProviderTool, type Tool } from '../contract/tool.ts';
import { deadline } from '../middleware/deadline.ts';
import type { CallOptions } from '../options/options.ts';
import { type Answer, createAnswer } from '../stream/answer.ts';
import { type Batch, fromBatches, toBatches } from '../stream/batches.ts';
import { runTools, stopped, type ToolRun } from './run-tools.ts';
import { addResults } from './total-usage.ts';

/** One call on its way through as many answers as its tools take. */
export interface ToolLoop {
  /** Sends requests until an answer calls no tool that can be run. Passes on the events of each answer as they arrive. */
  readonly handler: Handler;
  /** Turns of the tools that were run so far: calls and results. */
  readonly steps: readonly Message[];
  /** What has come of the answer after those. */
  content(): readonly ContentPart[];
  /** The last answer alone, with what all of them used. */
  settle(whole: GenerateResult): GenerateResult;
}

/** The loop of a call whose tools have `execute`; `undefined` for any other. */
export function toolLoop(next: Handler, options: CallOptions): ToolLoop | undefined {
  const { tools: given = [], maxSteps = 8 } = options;
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
      const result = answer.result();
      if (!result) throw new Error('The events ended without a finish event.');
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
        // What a finished tool did is done, also where another one was stopped.
        if (runs.some((run) => run !== undefined)) steps.push(...stepOf(result, runs, first.modelInfo?.input));
      }
      yield runs.flatMap((run): StreamEvent[] => (run ? [{ ...run.result, type: 'tool-result' }] : []));
      // A tool that had to be called has been.
      request = Object.freeze({ ...first, messages: [...first.messages, ...steps], toolChoice: undefined });
    }
  }

  return {
    // Around all steps: inside of it, each step has the limit anew.
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

/** An answer and the results of its calls: first all results, then the media, each kind named for the model. */
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

/** Names a medium for the model, or says that the model cannot take it. */
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

/** Whether we can answer a call: with the tool, or, where there is no such tool, by saying so. */
function isOurs(name: string, tools: readonly Tool[]): boolean {
  const tool = tools.find((each) => each.name === name);
  return tool === undefined || tool.execute !== undefined;
}

function finishOf(results: readonly GenerateResult[], stopped: boolean): Batch[number] {
  const last = results.at(-1) as GenerateResult;
  const { finishReason, finishReasonRaw, model, provider, id } = last;
  const sums = addResults(results);
  const warning = `Stopped after ${results.length} answers, the last of which calls a tool (option maxSteps).`;
  const warnings = stopped ? [...sums.warnings, warning] : sums.warnings;
  return { type: 'finish', finishReason, finishReasonRaw, model, provider, id, ...sums, warnings };
}
