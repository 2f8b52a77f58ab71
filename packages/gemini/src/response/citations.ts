import {
  asCount,
  asList,
  asNumber,
  asObject,
  asText,
  collectSources,
  countKept,
  type Logprob,
  type Origin,
  present,
  type Source,
  type SourcePart,
  sourceOf,
  type TextPart,
  type WireObject,
} from '@rephysco/core/provider';

import { type Characters, charactersOf } from './characters.ts';
import { keep } from './provider-data.ts';

/** Collects the citations of an answer from all of its chunks. */
export interface Citations {
  add(candidate: WireObject | undefined): void;
  /**
   * Returns the sources, and an empty text that carries the metadata as the service sent it, such as the search entry
   * point that applications must display.
   *
   * @param text whole text of the answer, because the service gives positions as bytes of it
   */
  parts(text: string): readonly (SourcePart | TextPart)[];
}

/** Creates an empty collection of citations. In a stream, the last metadata of each kind counts. */
export function collectCitations(origin: Origin): Citations {
  let kept: WireObject = {};
  const others: Source[] = [];
  const count = countKept(origin);
  const add = (link: WireObject): void => {
    count(link);
    others.push(...linkOf(link));
  };
  return {
    add(candidate) {
      const { groundingMetadata, citationMetadata, urlContextMetadata } = candidate ?? {};
      // Most chunks of a stream have no metadata.
      if ((groundingMetadata ?? citationMetadata ?? urlContextMetadata) === undefined) return;
      kept = { ...kept, ...present({ groundingMetadata, citationMetadata, urlContextMetadata }) };
      const metadata = asObject(candidate?.citationMetadata);
      for (const citation of [...asList(metadata?.citationSources), ...asList(metadata?.citations)]) {
        add(asObject(citation) ?? {});
      }
      for (const fetched of asList(asObject(candidate?.urlContextMetadata)?.urlMetadata)) {
        add({ uri: asObject(fetched)?.retrievedUrl });
      }
    },
    parts(text) {
      if (Object.keys(kept).length === 0) return [];
      const sources = collectSources(origin);
      const characters = charactersOf(text);
      sources.add(groundedIn(asObject(kept.groundingMetadata) ?? {}, characters));
      sources.add(others.map((source) => inCharacters(source, characters)));
      return [...sources.parts(), { type: 'text', text: '', ...keep({ grounding: kept }) }];
    },
  };
}

/** Returns the number of charged searches of an answer. Up to Gemini 2.5, any number of searches counts as one. */
export function searchesOf(candidate: WireObject | undefined, model: string): number | undefined {
  const queries = asObject(candidate?.groundingMetadata)?.webSearchQueries;
  if (!Array.isArray(queries)) return undefined;
  return /gemini-[12]/.test(model) ? Math.min(1, queries.length) : queries.length;
}

function groundedIn(metadata: WireObject, characters: Characters): readonly Source[] {
  const chunks = asList(metadata.groundingChunks).map((chunk) => chunkOf(asObject(chunk) ?? {}));
  const supported = asList(metadata.groundingSupports).flatMap((value) => {
    const support = asObject(value) ?? {};
    const segment = asObject(support.segment) ?? {};
    const end = asCount(segment.endIndex);
    // The service omits a start of 0.
    const place = end === undefined ? {} : { start: asCount(segment.startIndex) ?? 0, end };
    return asList(support.groundingChunkIndices).flatMap((index) => {
      const source = chunks[asNumber(index) ?? -1];
      return source ? [inCharacters({ ...source, ...place }, characters)] : [];
    });
  });
  const used = new Set(supported.map(({ url, fileId, title }) => url ?? fileId ?? title));
  const unused = chunks.filter(
    (source): source is Source => source !== undefined && !used.has(source.url ?? source.fileId ?? source.title),
  );
  return [...supported, ...unused];
}

function chunkOf(chunk: WireObject): Source | undefined {
  const retrieved = asObject(chunk.retrievedContext);
  const {
    uri: url,
    title,
    text,
    documentName,
    fileSearchStore,
  } = asObject(chunk.web) ?? asObject(chunk.maps) ?? retrieved ?? {};
  if (asText(url) !== undefined) return sourceOf({ url, title, text });
  const fileId = asText(documentName) ?? asText(fileSearchStore);
  return retrieved && (fileId ?? asText(title)) ? sourceOf({ fileId, title, text }) : undefined;
}

function linkOf({ uri: url, title, startIndex, endIndex: end }: WireObject): readonly Source[] {
  if (asText(url) === undefined) return [];
  return [sourceOf({ url, title, end, start: asCount(end) === undefined ? undefined : startIndex })];
}

/** Converts places in bytes of UTF-8 to places in characters of the text. */
function inCharacters(source: Source, characters: Characters): Source {
  if (source.start === undefined || source.end === undefined) return source;
  return { ...source, start: characters(source.start), end: characters(source.end) };
}

/** Returns the log probabilities of a candidate. */
export function logprobsOf(candidate: WireObject | undefined): readonly Logprob[] {
  const result = asObject(candidate?.logprobsResult);
  if (!result) return [];
  const top = asList(result.topCandidates).map((each) => asList(asObject(each)?.candidates).flatMap(toLogprob));
  return asList(result.chosenCandidates).flatMap((value, place) =>
    toLogprob(value).map((each) => (top[place]?.length ? { ...each, top: top[place] } : each)),
  );
}

function toLogprob(value: unknown): readonly Logprob[] {
  const { token, tokenId, logProbability } = asObject(value) ?? {};
  const logprob = asNumber(logProbability);
  if (typeof token !== 'string' || logprob === undefined) return [];
  return [{ token, logprob, ...present({ tokenId: asCount(tokenId) }) }];
}
