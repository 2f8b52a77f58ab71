import {
  asCount,
  asList,
  asNumber,
  asObject,
  asText,
  type Logprob,
  type Source,
  sourcesOfAnnotations,
  sourcesOfLinks,
  type WireObject,
} from '@rephysco/core/provider';

/** Returns the sources in a message or delta and in the body around it. Services send them in either place. */
export function sourcesIn(message: WireObject, body: WireObject): readonly Source[] {
  // Most chunks of a stream have no sources.
  if (message.annotations === undefined && !hasSources(body) && !hasSources(message)) return none;
  const search = asObject(body.search_info) ?? asObject(message.search_info);
  const named = sourcesOfLinks(body.search_results ?? search?.search_results ?? message.search_results);
  const links = sourcesOfLinks(body.citations ?? message.citations);
  const known = new Set(named.map(({ url }) => url));
  return [...sourcesOfAnnotations(message.annotations), ...named, ...links.filter(({ url }) => !known.has(url))];
}

const none: readonly Source[] = [];

function hasSources({ search_info, search_results, citations }: WireObject): boolean {
  return search_info !== undefined || search_results !== undefined || citations !== undefined;
}

/** Returns the log probabilities of a choice: those of its text, then those of its refusal. */
export function logprobsOf(choice: WireObject | undefined): readonly Logprob[] {
  const { content, refusal } = asObject(choice?.logprobs) ?? {};
  return [...toLogprobs(content), ...toLogprobs(refusal)];
}

/** Returns the log probabilities in a list of tokens. */
export function toLogprobs(tokens: unknown): readonly Logprob[] {
  return asList(tokens).flatMap((value) => {
    const found = toLogprob(value);
    const top = asList(asObject(value)?.top_logprobs).flatMap(toLogprob);
    return found.map((each) => (top.length > 0 ? { ...each, top } : each));
  });
}

function toLogprob(value: unknown): readonly Logprob[] {
  const { token, logprob, bytes } = asObject(value) ?? {};
  if (typeof token !== 'string' || asNumber(logprob) === undefined) return [];
  const octets = Array.isArray(bytes) ? bytes.filter((byte) => asCount(byte) !== undefined) : undefined;
  return [{ token, logprob: Number(logprob), ...(octets && { bytes: octets }) }];
}

/** Returns the argument events of a delta, for fragments that can be matched to a call. */
export function argumentDeltas(toolCalls: unknown, names: Map<number, { id: string; name: string }>): readonly Delta[] {
  return asList(toolCalls).flatMap((value): readonly Delta[] => {
    const { index, id, function: called } = asObject(value) ?? {};
    const { name, arguments: text = '' } = asObject(called) ?? {};
    if (typeof index !== 'number' || typeof text !== 'string') return [];
    if (asText(id) && asText(name) && !names.has(index)) names.set(index, { id: String(id), name: String(name) });
    const known = names.get(index);
    // A fragment with another id at a known index belongs to a different call, which only the complete list identifies.
    if (!known || (asText(id) && id !== known.id)) return [];
    return [{ type: 'tool-call-delta', ...known, delta: text }];
  });
}

interface Delta {
  readonly type: 'tool-call-delta';
  readonly id: string;
  readonly name: string;
  readonly delta: string;
}
