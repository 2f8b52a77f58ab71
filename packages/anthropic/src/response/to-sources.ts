import { asObject, asText, type StreamEvent } from '@rephysco/core/provider';

/**
 * Returns the sources that a text cites: web pages, search results and documents.
 *
 * @param start index of the first character of the text in the answer
 */
export function toSources(citations: readonly unknown[], start: number, end: number): readonly StreamEvent[] {
  return citations.map((citation) => {
    const { url, source, title, document_title, file_id, cited_text } = asObject(citation) ?? {};
    const at = asText(url) ?? asText(source);
    const known = Object.entries({ url: at, title: title ?? document_title, fileId: file_id, text: cited_text });
    const texts = Object.fromEntries(known.filter(([, value]) => asText(value)));
    return { type: 'source', source: { type: at === undefined ? 'file' : 'url', ...texts, start, end } };
  });
}
