import { type ContentPart, type Message, messageParts } from '../contract/message.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { leftOut } from './unsupported.ts';
import type { WireObject } from './wire-value.ts';

const isMarked = (part: ContentPart): boolean => 'promptCache' in part && part.promptCache === true;

/** Returns `true` if a part marks the end of a beginning that the provider should cache. */
export const marksCache = ({ messages }: Pick<GenerateRequest, 'messages'>): boolean =>
  messages.some(({ content }) => typeof content !== 'string' && content.some(isMarked));

/** Returns a warning about marked parts, for a service whose cache has no marks. */
export const unusedMarks = (request: Pick<GenerateRequest, 'messages' | 'model'>): readonly string[] =>
  marksCache(request) ? [leftOut(request.model, 'promptCache')] : [];

/**
 * Returns messages in which marked parts have fields for a provider, as `keptData` returns them.
 *
 * @param fields for example `{ cache_control: { type: 'ephemeral' } }`
 */
export function withMarks(messages: readonly Message[], provider: string, fields: WireObject): readonly Message[] {
  if (!marksCache({ messages })) return messages;
  const mark = (part: ContentPart): ContentPart => {
    if (!isMarked(part) || !('providerData' in part || part.type === 'text' || 'url' in part)) return part;
    const own = { ...part.providerData };
    return { ...part, providerData: { ...own, [provider]: { ...(own[provider] as WireObject), ...fields } } };
  };
  return messages.map((message) => ({ ...message, content: messageParts(message).map(mark) }));
}
