import type { ClientContext } from '../call/client-context.ts';
import { generate, type Outcome, type Progress, run } from '../call/generate.ts';
import { type PreparedRequest, prepareRequest, withDefaults } from '../call/prepare-request.ts';
import { type ContentPart, type Message, withoutSources } from '../contract/message.ts';
import { compose, type Middleware } from '../contract/middleware.ts';
import type { Notice } from '../contract/notice.ts';
import type { GenerateResult } from '../contract/result.ts';
import { ownMessages } from '../media/own-messages.ts';
import { modelOf } from '../models/find-model.ts';
import type { CallOptions, ChatOptions, GenerateOptions, Trim } from '../options/options.ts';
import type { TextStream } from '../stream/text-stream.ts';
import { mapFinish } from '../stream/transform.ts';
import { markReentrant, runsTools, withReentrancyMarks } from '../tools/reentrancy.ts';
import { addResults } from '../tools/total-usage.ts';
import { fitContextWindow } from './fit-context-window.ts';
import type { Change } from './history.ts';
import type { HistoryStore } from './history-store.ts';
import { normalizeTurns } from './normalize-turns.ts';
import { recordProgress } from './record-progress.ts';
import { createSummaries } from './summarize.ts';

/** Everything that one turn of a conversation depends on. */
export interface TurnContext {
  /** Conversation that the turn belongs to. */
  readonly conversation: object;
  /** Context of the client that answers. */
  readonly context: ClientContext;
  readonly kept: HistoryStore;
  readonly notify: ((notice: Notice) => void) | undefined;
  /** Ends the turn. Called once, unless `takeTurn` throws. */
  leave(): void;
}

/** One turn while it runs. */
interface Turn extends TurnContext {
  readonly options: GenerateOptions;
  /** Message of the user. Absent if the model answers to tool results. */
  readonly question: Message | undefined;
  /** Changes of the history that take effect together with the answer. */
  readonly changes: Change;
}

/**
 * Sends a message after the turns before it. The history receives the question and the answer together, once the answer
 * is complete. A failed or abandoned turn is recorded as interrupted.
 */
export async function takeTurn(input: ChatOptions, turnContext: TurnContext): Promise<GenerateResult | TextStream> {
  const { clearHistory, system, trim } = input;
  const { context, kept, conversation } = turnContext;
  const before = clearHistory ? [] : kept.current.turns;
  const options = withReentrancyMarks(toOptions(input, before, turnContext), conversation);
  const asked = await prepareRequest(context.provider, options);
  const question = isReply(input, before) ? undefined : asked.request.messages.at(-1);
  const changes = { ...(clearHistory && { keep: 0 }), ...(system !== undefined && { system }) };
  const turn: Turn = { ...turnContext, options, question, changes };
  const whole = withHistory(asked, before, turn);
  kept.begin({ ...(question && { question }), ...nothing, reason: 'The process ended before the answer arrived.' });
  const summaries: GenerateResult[] = [];
  const prepared = trim === undefined ? whole : await fitWindow(whole, trim, turn, summaries);
  const layers = [...recording(turn), ...(trim === 'summarize' ? [withUsageOf(summaries)] : [])];
  return run(withLayers(context, layers), prepared, options, outcomeOf(turn));
}

const nothing: Progress = { steps: [], content: [] };

/** Returns `true` if the message is left out and the model answers to the tool results at the end of the history. */
function isReply({ message }: ChatOptions, before: readonly Message[]): boolean {
  return message === undefined && before.at(-1)?.role === 'tool';
}

function toOptions(input: ChatOptions, before: readonly Message[], { context, kept }: TurnContext): GenerateOptions {
  const {
    message,
    clearHistory: _clear,
    system = kept.current.system ?? '',
    provider: _provider,
    trim: _trim,
    ...rest
  } = input;
  const said = isReply(input, before) ? { messages: before.slice(-1) } : { prompt: message ?? '' };
  return withDefaults(context.defaults, { ...rest, system, ...said });
}

/** Returns the request with the turns of the history between the system prompt and the question. */
function withHistory(
  { request, warnings }: PreparedRequest,
  before: readonly Message[],
  { context, question }: Turn,
): PreparedRequest {
  const prompts = request.messages.filter(({ role }) => role === 'system');
  const { input } = modelOf(context.provider, request);
  const repaired = normalizeTurns(withoutSources([...before, ...(question ? [question] : [])]), input);
  return {
    request: Object.freeze({ ...request, messages: [...prompts, ...repaired.turns] }),
    warnings: [...warnings, ...repaired.warnings],
  };
}

/** Returns the request trimmed to the context window. `summaries` receives the answers of the model that it took. */
async function fitWindow(
  prepared: PreparedRequest,
  trim: Trim,
  { context, kept, conversation, question, options, notify }: Turn,
  summaries: GenerateResult[],
): Promise<PreparedRequest> {
  try {
    return await fitContextWindow(prepared, {
      trim: typeof trim === 'function' ? markReentrant(conversation, trim) : trim,
      model: modelOf(context.provider, prepared.request),
      summaries: createSummaries(kept, async (prompt) => {
        const summary = await summarize(prompt, options, context);
        summaries.push(summary);
        return summary;
      }),
    });
  } catch (error) {
    void kept.enter(interruption(question, nothing, error), notify);
    throw error;
  }
}

/** Returns the context with additional layers outside of all others. */
function withLayers(context: ClientContext, layers: readonly Middleware[]): Pick<ClientContext, 'pipeline'> {
  if (layers.length === 0) return context;
  return {
    pipeline(call) {
      const pipeline = context.pipeline(call);
      return { ...pipeline, handlerFor: (request) => compose(layers, pipeline.handlerFor(request)) };
    },
  };
}

/** Returns the layer that records a streamed answer, or tool calls, in the journal while the turn runs. */
function recording({ options, kept }: Turn): readonly Middleware[] {
  return kept.isWritten && (options.stream || runsTools(options))
    ? [recordProgress((arrival) => kept.came(arrival))]
    : [];
}

/** Adds the usage, cost and attempts of the summaries to the answer. */
function withUsageOf(summaries: GenerateResult[]): Middleware {
  return (request, next) =>
    mapFinish(next(request), (finish) => {
      const { usage, cost, saved, cached = false, attempts = [], warnings = [] } = finish;
      const used = summaries.splice(0);
      if (used.length === 0) return finish;
      return { ...finish, ...addResults([...used, { usage, cost, saved, cached, attempts, warnings }]), warnings };
    });
}

function interruption(question: Message | undefined, { steps, content }: Progress, error: unknown): Change {
  const reason = error instanceof Error ? error.message : String(error);
  return { interrupted: { ...(question && { question }), steps, content, reason } };
}

/** Commits the turn to the history, or records it as interrupted. */
function outcomeOf({ kept, notify, leave, changes, question }: Turn): Outcome {
  return {
    async commit(result) {
      const { steps = [], content, finishReason } = result;
      const answer = answerMessage(result);
      const turns = [question, ...steps, answer].filter((turn) => turn !== undefined);
      const isEmpty = answer === undefined && steps.length === 0;
      const outcome = isEmpty
        ? interruption(question, { steps, content }, `The answer was empty (${finishReason}).`)
        : { add: ownMessages(turns) }; // the caller receives the same parts in the result
      const problems = await kept.enter({ ...changes, ...outcome }, notify);
      leave();
      return problems.length === 0 ? result : { ...result, warnings: [...result.warnings, ...problems] };
    },
    fail(error, progress) {
      void kept.enter(interruption(question, progress, error), notify);
      leave();
    },
  };
}

/** Lets the model write a summary. Options that shape the answer, such as `tools` or `schema`, do not apply. */
async function summarize(prompt: string, options: CallOptions, context: ClientContext): Promise<GenerateResult> {
  const { model, signal, notify, timeout, cache, providerOptions } = options;
  const asked = { prompt, model, signal, notify, timeout, cache, providerOptions };
  return (await generate(context, asked)) as GenerateResult;
}

/** Returns the turn of an answer. An empty answer has none, because several APIs refuse an empty turn in a history. */
export function answerMessage({ content }: Pick<GenerateResult, 'content'>): Message | undefined {
  const [first] = content;
  if (!first) return undefined;
  const plain: ContentPart | false = content.length === 1 && first.type === 'text' && !first.providerData && first;
  if (plain && plain.text.trim() === '') return undefined;
  return { role: 'assistant', content: plain ? plain.text : content };
}
