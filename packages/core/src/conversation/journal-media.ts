import { isMediaPart, type MediaPart } from '../contract/message.ts';
import { sha256 } from '../util/sha256.ts';

/** Minimum length of URLs that are replaced by references. For shorter URLs, a reference saves no space. */
const shortest = 1024;

/** Reference to a medium in an earlier line. `ref` is the SHA-256 of its URL. */
interface MediaReference extends Omit<MediaPart, 'url'> {
  readonly ref: string;
}

/** Writes each medium of a journal only once, although a question is written alone and again with its answer. */
export interface JournalMedia {
  /** Returns the JSON of a value, with references to known media. Call `written` after the line was written. */
  encode(value: unknown): { readonly text: string; written(): void };
  /** Returns a parsed line with media instead of references, and remembers its media. */
  decode(value: unknown): unknown;
}

/** Creates the state for an empty journal. */
export function createJournalMedia(): JournalMedia {
  const urls = new Map<string, string>();
  return {
    encode(value) {
      const added = new Map<string, string>();
      const text = JSON.stringify(value, (_, each: unknown) => {
        if (!isLarge(each)) return each;
        const { url, ...rest } = each;
        const ref = sha256(url);
        if (urls.has(ref)) return { ...rest, ref };
        added.set(ref, url);
        return each;
      });
      return {
        text,
        written() {
          for (const [ref, url] of added) urls.set(ref, url);
        },
      };
    },
    decode: (value) => resolve(value, urls),
  };
}

/** Replaces references in a parsed line by media. Changes the line in place, because no other code uses it. */
function resolve(value: unknown, urls: Map<string, string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isReference(value)) {
    const { ref, ...rest } = value;
    const url = urls.get(ref);
    return url === undefined ? value : { ...rest, url };
  }
  if (isLarge(value)) urls.set(sha256(value.url), value.url);
  const fields = value as Record<string, unknown>;
  for (const [name, each] of Object.entries(fields)) {
    if (typeof each === 'object' && each !== null) fields[name] = resolve(each, urls);
  }
  return value;
}

function isLarge(value: unknown): value is MediaPart {
  if (typeof value !== 'object' || value === null || !('type' in value) || !('url' in value)) return false;
  return isMediaPart(value as MediaPart) && typeof value.url === 'string' && value.url.length >= shortest;
}

function isReference(value: object): value is MediaReference {
  return (
    'ref' in value && typeof value.ref === 'string' && 'type' in value && isMediaPart(value as unknown as MediaPart)
  );
}
