import type { ContentPart, Message } from '../contract/message.ts';
import { joinBase64, parseDataURL, toDataURL } from '../media/data-url.ts';

/** Turn without an answer: it failed, was aborted or abandoned, or the answer was empty. It is never sent. */
export interface InterruptedTurn {
  /** Message of the user. Absent if the model was answering to tool results. */
  readonly question?: Message | undefined;
  /** Tool calls that were run, and their results. */
  readonly steps: readonly Message[];
  /** Part of the answer that arrived. */
  readonly content: readonly ContentPart[];
  /** Reason why there is no answer. */
  readonly reason: string;
}

/** New content of a turn since the last report. */
export interface AnswerProgress {
  /** Answer with tool calls, and their results. They include all content that was reported before. */
  readonly steps?: readonly Message[] | undefined;
  /** Parts of the answer. The first one may continue the last reported part. */
  readonly content?: readonly ContentPart[] | undefined;
}

/** Returns the turn with new progress added. */
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

/**
 * Joins two parts if they are chunks of one part, by the same rule as `createAnswer`. Otherwise returns `undefined`.
 */
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
