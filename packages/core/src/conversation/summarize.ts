import { type ContentPart, isMediaPart, type Message, messageParts } from '../contract/message.ts';
import type { GenerateResult } from '../contract/result.ts';
import { sha256 } from '../util/sha256.ts';
import type { Summary } from './history.ts';
import type { HistoryStore } from './history-store.ts';
import { normalizeTurns } from './normalize-turns.ts';

/** What a summary took. */
export type SummaryUse = Pick<GenerateResult, 'usage' | 'cost'>;

/** The summary of a conversation's first turns, which grows with them. */
export interface Summaries {
  /** The turns with the summary in the place of those that it covers; as they are where there is none. */
  apply(turns: readonly Message[]): readonly Message[];
  /**
   * Has the summary cover the first turns; where the model says nothing, it stays as it was.
   *
   * @param fits whether a prompt fits into the window; of what does not, the end is summarized
   */
  extend(
    turns: readonly Message[],
    count: number,
    fits: (prompt: string) => Promise<boolean>,
  ): Promise<SummaryUse | undefined>;
}

/**
 * @param kept remembers the summary, which holds for as long as the turns that it covers stay
 * @param write has the model answer a prompt
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
