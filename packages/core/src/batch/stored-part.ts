/** Part of a batch that was sent to the batch API of a provider, as the journal stores it. */
export interface StoredPart {
  /** Number of the part. The first is 1. */
  readonly part: number;
  /** Name by which the batch can be found at the provider. */
  readonly tag: string;
  /** Time before the submission, in milliseconds since 1970. */
  readonly at: number;
  /** Number of items. */
  readonly lines: number;
  /** Id at the provider. Absent until the creation is confirmed. */
  readonly batch?: string | undefined;
  /** Reason for the end of the part. Absent while it is in progress. Items without an outcome are sent again. */
  readonly end?: string | undefined;
}

/** Beginning of the line of a part. */
export const partPrefix = '{"part":';

/** Returns the journal line of a part. A later line of the same part replaces an earlier one. */
export function partLine({ part, tag, at, lines, batch, end }: StoredPart): string {
  return `${JSON.stringify({ part, tag, at, lines, batch, end })}\n`;
}

/** Returns the journal line of an item that is sent in a part. */
export function sentLine({ index, key }: { readonly index: number; readonly key: string }, part: number): string {
  return `{"i":${index},"k":"${key}","s":"sent","c":"","p":${part}}\n`;
}

/** Adds the part of a journal line. Ignores a damaged line. */
export function addPart(parts: Map<number, StoredPart>, line: string): void {
  try {
    const part = JSON.parse(line) as StoredPart;
    if (Number.isInteger(part.part) && typeof part.tag === 'string') parts.set(part.part, part);
  } catch {
    // The items are sent again, unless a later line of the part has the tag of an existing batch.
  }
}
