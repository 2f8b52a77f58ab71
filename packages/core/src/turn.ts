import { type AskHooks, ask, type Progress } from './ask.ts';
import type { Change } from './history.ts';
import { repairTurns } from './history-repair.ts';
import type { KeptHistory } from './kept-history.ts';
import type { ContentPart, Message } from './message.ts';
import type { CallOptions, ChatOptions, GenerateOptions } from './options.ts';
import { merge, type Prepared } from './prepare.ts';
import type { GenerateResult, Notice } from './request.ts';
import type { ClientSetup } from './set-up.ts';
import { createSummaries, type SummaryCell } from './summaries.ts';
import type { TextStream } from './text-stream.ts';
import { trimTurns } from './trim-turns.ts';

/** Where a turn comes from and where it goes to. */
export interface TurnContext {
  /** Of whoever answers. */
  readonly setup: ClientSetup;
  readonly kept: KeptHistory;
  readonly summary: SummaryCell;
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
  const { setup, kept, summary } = context;
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
    const model = setup.provider.model(request.model);
    const repaired = repairTurns([...before, ...(question ? [question] : [])], model.input);
    const shaped: Prepared = {
      request: Object.freeze({ ...request, messages: [...prompts, ...repaired.turns] }),
      warnings: [...warnings, ...repaired.warnings],
    };
    const summaries = createSummaries(summary, (prompt) => summarize(prompt, rest, setup));
    const fitting = trim === undefined ? shaped : await trimTurns(shaped, { trim, model, summaries });
    kept.note(interruption(question, nothing, 'The process ended before the answer was there.'));
    return fitting;
  };
  const changes = { ...(clearHistory && { keep: 0 }), ...(system !== undefined && { system }) };
  const hooks = endings(context, changes, () => question);
  return ask(setup, merge(setup.defaults, asked), { shape, ...hooks });
}

const nothing: Progress = { steps: [], content: [] };

function interruption(question: Message | undefined, { steps, content }: Progress, reason: string): Change {
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
      const reason = error instanceof Error ? error.message : String(error);
      void kept.enter(interruption(question(), progress, reason), notify);
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
