import {
  asList,
  asObject,
  asText,
  type ContentEvent,
  collectSources,
  parseArguments,
  sourcesOfAnnotations,
  sourcesOfLinks,
  type WireObject,
} from '@rephysco/core/provider';

/** Parts of an item that were already streamed. */
export interface ItemProgress {
  /** `true` if its text, refusal or reasoning was streamed. */
  readonly streamed: boolean;
  /** `true` if the answer contains reasoning before this item. The item is then sent back with its id. */
  readonly afterReasoning: boolean;
  /** Provider of `providerData`. */
  readonly provider: string;
}

/**
 * Returns the events of a finished output item. An item of another kind, such as a search, becomes an empty text that
 * carries it. It must be sent back in its place, because the service rejects the preceding reasoning without it.
 */
export function fromItem(item: WireObject, progress: ItemProgress): readonly ContentEvent[] {
  const { provider } = progress;
  switch (item.type) {
    case 'message':
      return fromMessage(item, progress);
    case 'reasoning':
      return [fromReasoning(item, progress)];
    case 'function_call':
      return fromCall(item, progress);
    case 'image_generation_call': {
      const { result, ...rest } = item;
      const data = asText(result);
      const mediaType = `image/${asText(item.output_format) ?? 'png'}`;
      if (!data) return [kept(item, provider)];
      return [{ type: 'media', kind: 'image', mediaType, data, providerData: { [provider]: { item: rest } } }];
    }
    case 'web_search_call':
    case 'file_search_call': {
      const sources = collectSources();
      sources.add(sourcesOfLinks(asObject(item.action)?.sources));
      sources.add(sourcesOfAnnotations(asList(item.results).map((result) => ({ type: 'file', ...asObject(result) }))));
      return [kept(item, provider), ...sources.parts()];
    }
    default:
      return [kept(item, provider)];
  }
}

const kept = (item: WireObject, provider: string): ContentEvent => {
  return { type: 'text', text: '', providerData: { [provider]: { item } } };
};

function fromMessage(item: WireObject, { streamed, afterReasoning, provider }: ItemProgress): readonly ContentEvent[] {
  const events: ContentEvent[] = [];
  const content = typeof item.content === 'string' ? [{ text: item.content }] : asList(item.content).map(asObject);
  const sources = collectSources();
  for (const part of content) {
    sources.add(sourcesOfAnnotations(part?.annotations));
    if (streamed || !part) continue;
    const text = asText(part.text);
    const refusal = asText(part.refusal);
    if (text) events.push({ type: 'text', text });
    if (refusal) events.push({ type: 'refusal', text: refusal });
  }
  events.push(...sources.parts());
  const id = asText(item.id);
  if (afterReasoning && id) events.push({ type: 'text', text: '', providerData: { [provider]: { id } } });
  return events;
}

function fromReasoning(item: WireObject, { streamed, provider }: ItemProgress): ContentEvent {
  const { type: _type, status: _status, ...data } = item;
  const parts = [...asList(item.summary), ...asList(item.content)].map((part) => asText(asObject(part)?.text));
  const text = streamed ? '' : parts.filter((part) => part !== undefined).join('\n\n');
  return { type: 'reasoning', text, providerData: { [provider]: data } };
}

function fromCall(item: WireObject, { afterReasoning, provider }: ItemProgress): readonly ContentEvent[] {
  const name = asText(item.name);
  const id = asText(item.call_id) ?? asText(item.id);
  if (!name || !id) return [];
  const value = parseArguments(item.arguments);
  const data = afterReasoning && asText(item.id) ? { providerData: { [provider]: { id: item.id } } } : {};
  return [{ type: 'tool-call', id, name, arguments: value, ...data }];
}
