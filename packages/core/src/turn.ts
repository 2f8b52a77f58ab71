import { type AskHooks, ask, type Progress } from './ask.ts';
import type { Change, History, InterruptedTurn } from './history.ts';
import { repairTurns } from './history-repair.ts';
import type { ContentPart, Message } from './message.ts';
import type { ChatOptions, GenerateOptions } from './options.ts';
import { merge, type Prepared } from './prepare.ts';
import type { GenerateResult } from './request.ts';
import type { ClientSetup } from './set-up.ts';
import type { TextStream } from './text-stream.ts';

/** Where a turn comes from and where it goes to. */
export interface TurnContext {
  /** Of whoever answers. */
  readonly setup: ClientSetup;
  /** What was said before. */
  readonly history: History;
  /** Enters what the turn comes to; gives back what went wrong with that, in words. */
  enter(change: Change): Promise<readonly string[]>;
  /** Called once, at the end of the turn, however it ends; not where it was refused before anything was sent. */
  leave(): void;
}

/**
 * Asks a message after those before it. Question and answer are entered together, once the answer has finished; a turn
 * that comes to nothing is entered as interrupted.
 */
export async function takeTurn(options: ChatOptions, context: TurnContext): Promise<GenerateResult | TextStream> {
  const { message, clearHistory, system, provider: _, trim: __, ...rest } = options;
  const { setup, history } = context;
  const before = clearHistory ? [] : history.turns;
  const isReply = message === undefined && before.at(-1)?.role === 'tool';
  const asked: GenerateOptions = {
    ...rest,
    system: system ?? history.system ?? '',
    ...(isReply ? { messages: before.slice(-1) } : { prompt: message ?? '' }),
  };
  let question: Message | undefined;
  const shape = async ({ request, warnings }: Prepared): Promise<Prepared> => {
    const prompts = request.messages.filter(({ role }) => role === 'system');
    question = isReply ? undefined : request.messages.at(-1);
    const { input } = setup.provider.model(request.model);
    const repaired = repairTurns([...before, ...(question ? [question] : [])], input);
    const messages = [...prompts, ...repaired.turns];
    return { request: Object.freeze({ ...request, messages }), warnings: [...warnings, ...repaired.warnings] };
  };
  const changes = { ...(clearHistory && { keep: 0 }), ...(system !== undefined && { system }) };
  const hooks = endings(context, changes, () => question);
  return ask(setup, merge(setup.defaults, asked), { shape, ...hooks });
}

/** What a turn comes to. */
function endings(
  { enter, leave }: TurnContext,
  changes: Change,
  question: () => Message | undefined,
): Required<Pick<AskHooks, 'finished' | 'failed'>> {
  const interrupted = ({ steps, content }: Progress, reason: string): Change => {
    const asked = question();
    const turn: InterruptedTurn = { ...(asked && { question: asked }), steps, content, reason };
    return { interrupted: turn };
  };
  return {
    async finished(result) {
      const { steps = [], content, finishReason } = result;
      const answer = answerMessage(result);
      const turns = [question(), ...steps, answer].filter((turn) => turn !== undefined);
      const nothing = `The answer was empty (${finishReason}).`;
      const entered = answer !== undefined || steps.length > 0;
      const change = entered ? { ...changes, add: turns } : { ...changes, ...interrupted({ steps, content }, nothing) };
      const problems = await enter(change);
      leave();
      return problems.length === 0 ? result : { ...result, warnings: [...result.warnings, ...problems] };
    },
    failed(error, progress) {
      void enter(interrupted(progress, error instanceof Error ? error.message : String(error)));
      leave();
    },
  };
}

/** The turn that an answer becomes; `undefined` for an empty one, which several APIs refuse in a history. */
export function answerMessage({ content }: Pick<GenerateResult, 'content'>): Message | undefined {
  const [first] = content;
  if (!first) return undefined;
  const plain: ContentPart | false = content.length === 1 && first.type === 'text' && !first.providerData && first;
  if (plain && plain.text.trim() === '') return undefined;
  return { role: 'assistant', content: plain ? plain.text : content };
}
