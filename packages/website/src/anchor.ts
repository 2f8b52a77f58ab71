/**
 * Returns the anchor of a heading as GitHub writes it, so that a link works there and on the website.
 *
 * @example
 * ```ts
 * anchorOf('Many calls: `client.map`'); // 'many-calls-clientmap'
 * ```
 */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}
