import type { Source, SourcePart } from '../contract/message.ts';
import { asCount, asList, asObject, asText, type WireObject } from './wire-value.ts';

/** Collector of the sources of one answer, without duplicates. */
export interface SourceCollector {
  add(sources: readonly Source[]): void;
  /** Returns the sources as parts of the answer, in the order in which they were added. */
  parts(): readonly SourcePart[];
}

/** Creates an empty collector. */
export function collectSources(): SourceCollector {
  const found = new Map<string, Source>();
  return {
    add(sources) {
      for (const source of sources) found.set(JSON.stringify(source), source);
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
    return [{ type: 'url', url, ...placeOf(link), ...(text !== undefined && { text }) }];
  });
}

function fileSource(fields: WireObject): Source {
  const text = asText(fields.quote) ?? asText(fields.text);
  const fileId = asText(fields.file_id);
  return {
    type: 'file',
    ...(fileId !== undefined && { fileId }),
    ...placeOf({ title: fields.title ?? fields.filename, ...fields }),
    ...(text !== undefined && { text }),
  };
}

function placeOf(fields: WireObject): Pick<Source, 'title' | 'start' | 'end'> {
  const title = asText(fields.title) ?? asText(fields.filename);
  const start = asCount(fields.start_index);
  const end = asCount(fields.end_index);
  return {
    ...(title !== undefined && { title }),
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
  };
}
