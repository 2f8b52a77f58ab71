import { asObject, asText, type StreamEvent, sourceOf } from '@rephysco/core/provider';

/**
 * Returns the sources that a text cites: web pages, search results and documents.
 *
 * @param start index of the first character of the text in the answer
 */
export function toSources(citations: readonly unknown[], start: number, end: number): readonly StreamEvent[] {
  return citations.map((citation) => {
    const { url, source, title, document_title, file_id: fileId, cited_text: text } = asObject(citation) ?? {};
    const facts = { url: asText(url) ?? source, title: title ?? document_title, fileId, text, start, end };
    return { type: 'source', source: sourceOf(facts) };
  });
}
