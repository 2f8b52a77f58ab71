import { type ContentPart, isMediaPart, type Message, messageParts } from '../contract/message.ts';
import type { GenerateResult } from '../contract/result.ts';
import { sha256 } from '../util/sha256.ts';
import type { Summary } from './history.ts';
import type { HistoryStore } from './history-store.ts';
import { normalizeTurns } from './normalize-turns.ts';

/** Usage and cost of writing a summary. */
export type SummaryUse = Pick<GenerateResult, 'usage' | 'cost'>;

/** Summary of the oldest turns, which is extended when more turns must be left out. */
export interface Summaries {
  /** Returns the turns with the summary instead of the turns that it covers. Returns `turns` if there is no summary. */
  apply(turns: readonly Message[]): readonly Message[];
  /**
   * Extends the summary to the first `count` turns. Keeps the current summary if the model returns no text.
   *
   * @param fits tells whether a prompt fits into the context window. If it does not, its beginning is cut
   */
  extend(
    turns: readonly Message[],
    count: number,
    fits: (prompt: string) => Promise<boolean>,
  ): Promise<SummaryUse | undefined>;
}

/**
 * Creates the summaries of a conversation.
 *
 * @param kept store of the summary. The summary is valid while the turns that it covers are unchanged
 * @param write sends a prompt to the model
 */
export function createSummaries(
  kept: Pick<HistoryStore, 'current' | 'remember'>,
  write: (prompt: string) => Promise<GenerateResult>,
): Summaries {
  const known = (turns: readonly Message[]): Summary | undefined => {
    const { summary } = kept.current;
    return summary && summary.digest === digestOf(turns, summary.count) ? summary : undefined;
  };
  return {
    apply(turns) {
      const summary = known(turns);
      if (!summary) return turns;
      const content = `Summary of what was said before:\n${summary.text}`;
      return normalizeTurns([{ role: 'user', content }, ...turns.slice(summary.count)], anyInput).turns;
    },
    async extend(turns, count, fits) {
      const { count: from, text } = known(turns) ?? { count: 0, text: '' };
      const added = turns.slice(from, Math.max(from, count));
      if (added.length === 0) return undefined;
      const earlier = text === '' ? '' : `Summary of what was said before: ${text}\n\n`;
      let said = added.map(toText).join('\n\n');
      const prompt = (): string => `${instruction}\n\n${earlier}${said}`;
      while (said !== '' && !(await fits(prompt()))) said = said.slice(Math.ceil(said.length / 4));
      const result = await write(prompt());
      const covered = from + added.length;
      const written = result.text.trim();
      if (written !== '') {
        kept.remember({ summary: { count: covered, digest: digestOf(turns, covered), text: written } });
      }
      return { usage: result.usage, cost: result.cost };
    },
  };
}

const anyInput = ['image', 'audio', 'video', 'file'];

const instruction =
  'Summarize this conversation between a user and an assistant for the assistant, who will go on with it and sees ' +
  'nothing else of it. Keep names, numbers, decisions, open questions and what tools found out. Answer with the ' +
  'summary alone.';

const digestOf = (turns: readonly Message[], count: number): string => sha256(JSON.stringify(turns.slice(0, count)));

function toText(turn: Message): string {
  const words = messageParts(turn)
    .map(partText)
    .filter((text) => text !== '');
  return `${turn.role}: ${words.join('\n')}`;
}

function partText(part: ContentPart): string {
  if (isMediaPart(part)) return `[${part.type}]`;
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text;
    case 'reasoning':
    case 'source':
      return '';
    case 'tool-call':
      return `[called ${part.name} with ${JSON.stringify(part.arguments)}]`;
    case 'tool-result':
      return `[${part.name} gave ${JSON.stringify(part.output)}]`;
  }
}
