import { isStandardSchema, type JSONSchema, type Schema } from '../contract/schema.ts';
import { schemaProblems } from './validate-json-schema.ts';

/** Maximum number of rounds, for schema libraries that report one problem at a time. */
const mostRounds = 32;

/** Maximum number of nulls to examine. */
const mostNulls = 256;

/**
 * Returns a value without the nulls that its schema rejects. Models write `null` for optional properties, because
 * services that enforce a schema require each property. Keeps nulls that the schema allows.
 *
 * @returns the same value if nothing was removed
 */
export async function withoutNulls(schema: Schema, value: unknown): Promise<unknown> {
  if (nullsIn(value).length === 0) return value;
  const copy: unknown = structuredClone(value);
  if (!isStandardSchema(schema)) return withoutRefused(schema, copy) ? copy : value;
  let removed = false;
  for (let round = 0; round < mostRounds; round += 1) {
    const { issues = [] } = await schema['~standard'].validate(copy);
    const found = issues.filter(({ path = [] }) => removeNull(copy, path.map(toKey)));
    if (found.length === 0) break;
    removed = true;
  }
  return removed ? copy : value;
}

type PathStep = PropertyKey | { readonly key: PropertyKey };

const toKey = (step: PathStep): PropertyKey => (typeof step === 'object' ? step.key : step);

/** Removes nulls whose removal reduces the number of problems. Returns `true` if there were any. */
function withoutRefused(schema: JSONSchema, value: unknown): boolean {
  let problems = schemaProblems(schema, value).length;
  let removed = false;
  for (const { holder, key } of nullsIn(value)) {
    if (problems === 0) break;
    delete holder[key];
    const left = schemaProblems(schema, value).length;
    if (left < problems) {
      problems = left;
      removed = true;
    } else {
      holder[key] = null;
    }
  }
  return removed;
}

/** Removes the null at a path. Returns `true` if there was one. */
function removeNull(value: unknown, path: readonly PropertyKey[]): boolean {
  const last = path.at(-1);
  let holder = value;
  for (const key of path.slice(0, -1)) holder = (holder as Record<PropertyKey, unknown> | null | undefined)?.[key];
  if (last === undefined || typeof holder !== 'object' || holder === null || Array.isArray(holder)) return false;
  const object = holder as Record<PropertyKey, unknown>;
  return object[last] === null && delete object[last];
}

interface NullPlace {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/** Returns the paths of nulls. Items of lists are included but never removed, because later items would move. */
function nullsIn(value: unknown, found: NullPlace[] = []): readonly NullPlace[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, each] of Object.entries(value)) {
    if (found.length >= mostNulls) break;
    if (each === null && !Array.isArray(value)) found.push({ holder: value as Record<string, unknown>, key });
    else nullsIn(each, found);
  }
  return found;
}
