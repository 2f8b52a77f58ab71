import type { JSONSchema } from '../contract/schema.ts';
import { isRecord } from './json-value.ts';

/**
 * Returns the part of a schema that a reference such as `#/$defs/Day` names, or `undefined` for a reference to another
 * document or to a part that does not exist.
 */
export function referenced(root: JSONSchema, reference: string): unknown {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined;
  let found: unknown = root;
  for (const step of reference.split('/').slice(1)) {
    const key = decoded(step).replaceAll('~1', '/').replaceAll('~0', '~');
    const within: unknown = Array.isArray(found) || isRecord(found) ? found : {};
    found = Object.hasOwn(within as object, key) ? (within as Record<string, unknown>)[key] : undefined;
  }
  return found;
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
