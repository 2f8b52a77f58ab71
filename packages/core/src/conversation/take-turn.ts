import type { ClientSetup } from '../call/client-context.ts';
import { type AskHooks, ask, type Progress } from '../call/generate.ts';
import { merge, type Prepared } from '../call/prepare-request.ts';
import type { ContentPart, Message } from '../contract/message.ts';
import { compose, type Middleware } from '../contract/middleware.ts';
import type { Notice } from '../contract/notice.ts';
import type { GenerateResult } from '../contract/result.ts';
import type { CallOptions, ChatOptions, GenerateOptions, Trim } from '../options/options.ts';
import type { TextStream } from '../stream/text-stream.ts';
import { mapFinish } from '../stream/transform.ts';
import { runsTools, withinTurn, withOwnTurn } from '../tools/reentrancy.ts';
import { sumOf } from '../tools/total-usage.ts';
import { trimTurns } from './fit-context-window.ts';
import type { Change } from './history.ts';
import type { KeptHistory } from './history-store.ts';
import { repairTurns } from './normalize-turns.ts';
import { notedAnswers } from './record-progress.ts';
import { createSummaries } from './summarize.ts';

/** Where a turn comes from and where it goes to. */
export interface TurnContext {
  /** Whose turn it is. */
  readonly conversation: object;
  /** Of whoever answers. */
  readonly setup: ClientSetup;
  readonly kept: KeptHistory;
  readonly notify: ((notice: Notice) => void) | undefined;
  /** Called once, at the end of the turn, however it ends; not where it was refused before anything was sent. */
  leave(): void;
}

/**
 * Asks a message after those before it. Question and answer are entered together, once the answer has finished; a turn
 * that comes to nothing is entered as interrupted.
 */
export async function takeTurn(options: ChatOptions, context: TurnContext): Promise<GenerateResult | TextStream> {
  const { message, clearHistory, system, provider: _, trim, ...rest } = options;
  const { setup, kept, conversation } = context;
  const { system: current = '', turns } = kept.current;
  const before = clearHistory ? [] : turns;
  const isReply = message === undefined && before.at(-1)?.role === 'tool';
  const asked: GenerateOptions = {
    ...rest,
    system: system ?? current,
    ...(isReply ? { messages: before.slice(-1) } : { prompt: message ?? '' }),
  };
  let question: Message | undefined;
  const shape = async ({ request, warnings }: Prepared): Promise<Prepared> => {
    const prompts = request.messages.filter(({ role }) => role === 'system');
    question = isReply ? undefined : request.messages.at(-1);
    const { input } = setup.provider.model(request.model);
    const repaired = repairTurns([...before, ...(question ? [question] : [])], input);
    const shaped: Prepared = {
      request: Object.freeze({ ...request, messages: [...prompts, ...repaired.turns] }),
      warnings: [...warnings, ...repaired.warnings],
    };
    kept.begin({ ...(question && { question }), ...nothing, reason: 'The process ended before the answer was there.' });
    return trim === undefined ? shaped : fitted(shaped, trim);
  };
  const summaries: GenerateResult[] = [];
  const fitted = async (prepared: Prepared, how: Trim): Promise<Prepared> => {
    try {
      return await trimTurns(prepared, {
        trim: typeof how === 'function' ? withinTurn(conversation, how) : how,
        model: setup.provider.model(prepared.request.model),
        summaries: createSummaries(kept, async (prompt) => {
          const summary = await summarize(prompt, rest, setup);
          summaries.push(summary);
          return summary;
        }),
      });
    } catch (error) {
      void kept.enter(interruption(question, nothing, error), context.notify);
      throw error;
    }
  };
  const changes = { ...(clearHistory && { keep: 0 }), ...(system !== undefined && { system }) };
  const hooks = endings(context, changes, () => question);
  const merged = withOwnTurn(merge(setup.defaults, asked), conversation);
  const layers = [...noting(merged, kept), ...(trim === 'summarize' ? [withUseOf(summaries)] : [])];
  return ask(within(setup, layers), merged, { shape, ...hooks });
}

const nothing: Progress = { steps: [], content: [] };

/** The same setup, with layers of the turn's own around all others. */
function within(setup: ClientSetup, layers: readonly Middleware[]): ClientSetup {
  return layers.length === 0 ? setup : { ...setup, handler: (call) => compose(layers, setup.handler(call)) };
}

/** What has to be written down on the way: there is nothing between question and answer where both come whole. */
function noting(options: GenerateOptions, kept: KeptHistory): readonly Middleware[] {
  return kept.isWritten && (options.stream || runsTools(options))
    ? [notedAnswers((arrival) => kept.came(arrival))]
    : [];
}

/** Adds what summaries used to the answer that they were written for. */
function withUseOf(summaries: GenerateResult[]): Middleware {
  return (request, next) =>
    mapFinish(next(request), (finish) => {
      const { usage, cost, saved, cached = false, attempts = [], warnings = [] } = finish;
      const used = summaries.splice(0);
      if (used.length === 0) return finish;
      return { ...finish, ...sumOf([...used, { usage, cost, saved, cached, attempts, warnings }]), warnings };
    });
}

function interruption(question: Message | undefined, { steps, content }: Progress, error: unknown): Change {
  const reason = error instanceof Error ? error.message : String(error);
  return { interrupted: { ...(question && { question }), steps, content, reason } };
}

/** What a turn comes to. */
function endings(
  { kept, notify, leave }: TurnContext,
  changes: Change,
  question: () => Message | undefined,
): Required<Pick<AskHooks, 'finished' | 'failed'>> {
  return {
    async finished(result) {
      const { steps = [], content, finishReason } = result;
      const answer = answerMessage(result);
      const turns = [question(), ...steps, answer].filter((turn) => turn !== undefined);
      const entered = answer !== undefined || steps.length > 0;
      const empty = (): Change =>
        interruption(question(), { steps, content }, `The answer was empty (${finishReason}).`);
      const problems = await kept.enter({ ...changes, ...(entered ? { add: turns } : empty()) }, notify);
      leave();
      return problems.length === 0 ? result : { ...result, warnings: [...result.warnings, ...problems] };
    },
    failed(error, progress) {
      void kept.enter(interruption(question(), progress, error), notify);
      leave();
    },
  };
}

/** Has the model write a summary, without what was asked for the answer. */
async function summarize(prompt: string, options: CallOptions, setup: ClientSetup): Promise<GenerateResult> {
  const { model, signal, notify, timeout, cache, providerOptions } = merge(setup.defaults, options);
  const asked = { prompt, model, signal, notify, timeout, cache, providerOptions };
  return (await ask(setup, asked)) as GenerateResult;
}

/** The turn that an answer becomes; `undefined` for an empty one, which several APIs refuse in a history. */
export function answerMessage({ content }: Pick<GenerateResult, 'content'>): Message | undefined {
  const [first] = content;
  if (!first) return undefined;
  const plain: ContentPart | false = content.length === 1 && first.type === 'text' && !first.providerData && first;
  if (plain && plain.text.trim() === '') return undefined;
  return { role: 'assistant', content: plain ? plain.text : content };
}
