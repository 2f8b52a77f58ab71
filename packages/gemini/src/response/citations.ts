import {
  asCount,
  asList,
  asNumber,
  asObject,
  asText,
  collectSources,
  type Logprob,
  type Source,
  type SourcePart,
  type WireObject,
} from '@rephysco/core/provider';

/** Collects the citations of an answer from all of its chunks. */
export interface Citations {
  add(candidate: WireObject | undefined): void;
  /** Returns the sources. @param text whole text of the answer, because the service gives positions as bytes of it */
  parts(text: string): readonly SourcePart[];
}

/** Creates an empty collection of citations. In a stream, the last metadata of each kind counts. */
export function collectCitations(): Citations {
  let grounding: WireObject | undefined;
  const others: Source[] = [];
  return {
    add(candidate) {
      grounding = asObject(candidate?.groundingMetadata) ?? grounding;
      const metadata = asObject(candidate?.citationMetadata);
      for (const citation of [...asList(metadata?.citationSources), ...asList(metadata?.citations)]) {
        others.push(...linkOf(asObject(citation) ?? {}));
      }
      for (const fetched of asList(asObject(candidate?.urlContextMetadata)?.urlMetadata)) {
        others.push(...linkOf({ uri: asObject(fetched)?.retrievedUrl }));
      }
    },
    parts(text) {
      const sources = collectSources();
      const bytes = Buffer.from(text);
      sources.add(grounding ? groundedIn(grounding, bytes) : []);
      sources.add(others.map((source) => inCharacters(source, bytes)));
      return sources.parts();
    },
  };
}

/** Returns the number of charged searches of an answer. Up to Gemini 2.5, any number of searches counts as one. */
export function searchesOf(candidate: WireObject | undefined, model: string): number | undefined {
  const queries = asObject(candidate?.groundingMetadata)?.webSearchQueries;
  if (!Array.isArray(queries)) return undefined;
  return /gemini-[12]/.test(model) ? Math.min(1, queries.length) : queries.length;
}

function groundedIn(metadata: WireObject, bytes: Buffer): readonly Source[] {
  const chunks = asList(metadata.groundingChunks).map((chunk) => sourceOf(asObject(chunk) ?? {}));
  const supported = asList(metadata.groundingSupports).flatMap((value) => {
    const support = asObject(value) ?? {};
    const segment = asObject(support.segment) ?? {};
    const end = asCount(segment.endIndex);
    // The service omits a start of 0.
    const place = end === undefined ? {} : { start: asCount(segment.startIndex) ?? 0, end };
    return asList(support.groundingChunkIndices).flatMap((index) => {
      const source = chunks[asNumber(index) ?? -1];
      return source ? [inCharacters({ ...source, ...place }, bytes)] : [];
    });
  });
  const used = new Set(supported.map(({ url, fileId, title }) => url ?? fileId ?? title));
  const unused = chunks.filter(
    (source): source is Source => source !== undefined && !used.has(source.url ?? source.fileId ?? source.title),
  );
  return [...supported, ...unused];
}

function sourceOf(chunk: WireObject): Source | undefined {
  const retrieved = asObject(chunk.retrievedContext);
  const link = asObject(chunk.web) ?? asObject(chunk.maps) ?? retrieved ?? {};
  const url = asText(link.uri);
  const title = asText(link.title);
  const text = asText(link.text);
  const rest = { ...(title !== undefined && { title }), ...(text !== undefined && { text }) };
  if (url !== undefined) return { type: 'url', url, ...rest };
  const fileId = asText(link.documentName) ?? asText(link.fileSearchStore);
  return retrieved && (fileId ?? title)
    ? { type: 'file', ...(fileId !== undefined && { fileId }), ...rest }
    : undefined;
}

function linkOf({ uri, title, startIndex, endIndex }: WireObject): readonly Source[] {
  const url = asText(uri);
  if (url === undefined) return [];
  const end = asCount(endIndex);
  return [
    {
      type: 'url',
      url,
      ...(asText(title) !== undefined && { title: asText(title) }),
      ...(end !== undefined && { start: asCount(startIndex) ?? 0, end }),
    },
  ];
}

/** Converts places in bytes of UTF-8 to places in characters of the text. */
function inCharacters(source: Source, bytes: Buffer): Source {
  if (source.start === undefined || source.end === undefined) return source;
  const characters = (place: number): number => bytes.subarray(0, place).toString().length;
  return { ...source, start: characters(source.start), end: characters(source.end) };
}

/** Returns the log probabilities of a candidate. */
export function logprobsOf(candidate: WireObject | undefined): readonly Logprob[] {
  const result = asObject(candidate?.logprobsResult);
  const top = asList(result?.topCandidates).map((each) => asList(asObject(each)?.candidates).flatMap(toLogprob));
  return asList(result?.chosenCandidates).flatMap((value, place) =>
    toLogprob(value).map((each) => (top[place]?.length ? { ...each, top: top[place] } : each)),
  );
}

function toLogprob(value: unknown): readonly Logprob[] {
  const { token, logProbability } = asObject(value) ?? {};
  const logprob = asNumber(logProbability);
  return typeof token === 'string' && logprob !== undefined ? [{ token, logprob }] : [];
}
