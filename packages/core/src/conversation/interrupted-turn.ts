import type { ContentPart, Message } from '../contract/message.ts';
import { joinBase64, parseDataURL, toDataURL } from '../media/data-url.ts';

/** A turn that came to nothing: aborted, failed, left, or answered with nothing. It is never sent. */
export interface InterruptedTurn {
  /** What was asked; absent where the answer to a tool's results was waited for. */
  readonly question?: Message | undefined;
  /** Tools that were run meanwhile: calls and results. What they did is done. */
  readonly steps: readonly Message[];
  /** What had come of the answer. */
  readonly content: readonly ContentPart[];
  /** Why it came to nothing, in words. */
  readonly reason: string;
}

/** What came of a turn since it was last looked at. */
export interface AnswerProgress {
  /** An answer that called tools, and their results. They hold all content that came before. */
  readonly steps?: readonly Message[] | undefined;
  /** Parts of the answer. The first one goes on where the last one before it stopped. */
  readonly content?: readonly ContentPart[] | undefined;
}

/** Adds later progress to a turn. */
export function withProgress(turn: InterruptedTurn, { steps, content = [] }: AnswerProgress): InterruptedTurn {
  if (steps) return { ...turn, steps: [...turn.steps, ...steps], content };
  return { ...turn, content: joined(turn.content, content) };
}

function joined(before: readonly ContentPart[], after: readonly ContentPart[]): readonly ContentPart[] {
  const last = before.at(-1);
  const [next, ...rest] = after;
  const seam = last && next && seamOf(last, next);
  return seam ? [...before.slice(0, -1), seam, ...rest] : [...before, ...after];
}

/** Two parts as one, where they are pieces of one: by the rule of `createAnswer`. */
function seamOf(last: ContentPart, next: ContentPart): ContentPart | undefined {
  if (last.type === 'refusal' && next.type === 'refusal') return { type: 'refusal', text: last.text + next.text };
  if ('providerData' in last || 'providerData' in next) return undefined;
  if (last.type === 'text' && next.type === 'text') return { type: 'text', text: last.text + next.text };
  if (last.type === 'reasoning' && next.type === 'reasoning') return { ...last, text: last.text + next.text };
  if (last.type !== 'audio' || next.type !== 'audio' || last.mediaType !== next.mediaType) return undefined;
  const [one, other] = [parseDataURL(last.url), parseDataURL(next.url)];
  if (!one || !other) return undefined;
  return { ...last, url: toDataURL({ mediaType: one.mediaType, data: joinBase64([one.data, other.data]) }) };
}
