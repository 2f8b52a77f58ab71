import type { Source, SourcePart } from '../contract/message.ts';
import { maxSources } from '../util/answer-bounds.ts';
import { tooLarge } from './errors.ts';
import type { Origin } from './origin.ts';
import { asCount, asList, asObject, asText, type WireObject } from './wire-value.ts';

/** Collector of the sources of one answer, without duplicates. */
export interface SourceCollector {
  add(sources: readonly Source[]): void;
  /** Returns the sources as parts of the answer, in the order in which they were added. */
  parts(): readonly SourcePart[];
}

/** Maximum number of characters of all sources of an answer, which include passages of the pages. */
const maxCharacters = 16 * 1024 * 1024;

/**
 * Creates an empty collector.
 *
 * @param origin service and request of the answer. Absent for sources of one JSON text, whose values are limited
 * @throws InvalidAnswerError with code `answer_too_large` from `add`, above 50,000 sources or 16 Mi characters, if it
 *   has an origin
 */
export function collectSources(origin?: Origin): SourceCollector {
  const found = new Map<string, Source>();
  let characters = 0;
  return {
    add(sources) {
      for (const source of sources) {
        const key = JSON.stringify(source);
        if (found.has(key)) continue;
        found.set(key, source);
        characters += key.length;
        if (!origin) continue;
        if (found.size > maxSources) throw tooLarge(`it has more than ${maxSources} sources`, origin);
        if (characters > maxCharacters) throw tooLarge('its sources are larger than 16 MiB', origin);
      }
    },
    parts: () => [...found.values()].map((source) => ({ type: 'source', source })),
  };
}

/** Returns the sources in annotations of Chat Completions and Responses. */
export function sourcesOfAnnotations(annotations: unknown): readonly Source[] {
  return asList(annotations).flatMap((value) => {
    const annotation = asObject(value) ?? {};
    const kind = asText(annotation.type) ?? '';
    const inner = asObject(annotation.url_citation) ?? asObject(annotation.file_citation) ?? asObject(annotation.file);
    const fields = { ...annotation, ...inner };
    if (/url/.test(kind)) return sourcesOfLinks([fields]);
    return /file/.test(kind) ? [fileSource(fields)] : [];
  });
}

/** Returns the sources in a list of links: texts, or objects with `url` and optional title, passage and position. */
export function sourcesOfLinks(links: unknown): readonly Source[] {
  return asList(links).flatMap((value): readonly Source[] => {
    if (typeof value === 'string') return value === '' ? [] : [{ type: 'url', url: value }];
    const link = asObject(value) ?? {};
    const url = asText(link.url) ?? asText(link.uri) ?? asText(link.link);
    if (url === undefined) return [];
    const text = asText(link.text) ?? asText(link.snippet) ?? asText(link.content);
    return [sourceOf({ url, ...placeOf(link), text })];
  });
}

function fileSource(fields: WireObject): Source {
  return sourceOf({ fileId: fields.file_id, ...placeOf(fields), text: asText(fields.quote) ?? fields.text });
}

/**
 * Returns a source with the given facts, whatever the service sent: without empty texts. A place without a start begins
 * at 0. A source without URL is a file.
 */
export function sourceOf({ url, fileId, title, text, start, end }: Partial<Record<keyof Source, unknown>>): Source {
  const last = asCount(end);
  const first = asCount(start) ?? (last === undefined ? undefined : 0);
  const link = asText(url);
  return {
    type: link === undefined ? 'file' : 'url',
    ...(link !== undefined && { url: link }),
    ...(asText(fileId) !== undefined && { fileId: asText(fileId) }),
    ...(asText(title) !== undefined && { title: asText(title) }),
    ...(first !== undefined && { start: first }),
    ...(last !== undefined && { end: last }),
    ...(asText(text) !== undefined && { text: asText(text) }),
  };
}

const placeOf = ({ title, filename, start_index, end_index }: WireObject): WireObject => ({
  title: asText(title) ?? filename,
  start: start_index,
  end: end_index,
});
