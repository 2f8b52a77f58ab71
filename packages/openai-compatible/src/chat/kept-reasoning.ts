import type { Reasoning } from './content.ts';

/** Reasoning that a service requires back with the next request, by the field in which it was sent. */
export interface KeptReasoning {
  add(reasoning: Reasoning | undefined): void;
  /** Returns the texts by field. Empty above the limit. */
  texts(): Readonly<Record<string, string>>;
}

/**
 * Maximum number of characters that are kept in addition to the answer, because a second copy of the largest answer does
 * not fit into a small container. The longest output in the model catalogues is 384,000 tokens, 22 characters for each.
 */
const most = 8 * 1024 * 1024;

/** Creates an empty collection. */
export function keepReasoning(): KeptReasoning {
  const fields = new Map<string, string[]>();
  let length = 0;
  return {
    add(reasoning) {
      if (reasoning?.field === undefined) return;
      length += reasoning.text.length;
      if (length > most) return fields.clear();
      const pieces = fields.get(reasoning.field) ?? [];
      pieces.push(reasoning.text);
      fields.set(reasoning.field, pieces);
    },
    texts: () => Object.fromEntries([...fields].map(([field, pieces]) => [field, pieces.join('')])),
  };
}
