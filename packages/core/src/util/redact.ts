import { rememberIn } from './bounded-map.ts';

/** Text that replaces a secret. */
const mask = '[redacted]';

/**
 * Patterns for the start and the rest of words that look like keys: `sk-…`, `xai-…`, `AIza…`, `Bearer …`, `?key=…`,
 * `//user:password@…`. The number is their minimum length.
 */
const shapes: readonly (readonly [start: RegExp, rest: RegExp, shortest: number])[] = [
  [/\b(?:sk|xai|gsk)-(?=[A-Za-z0-9_*-])/g, /[^A-Za-z0-9_*-]/g, 6],
  [/\bAIza(?=[A-Za-z0-9_-])/g, /[^A-Za-z0-9_-]/g, 10],
  [/(?<=\b(?:Bearer|Basic)\s)(?=\S)/gi, /[\s"',]/g, 6],
  [/(?<=[?&](?:key|api[-_]?key|access_token|token)=)(?=\S)/gi, /[&\s"']/g, 1],
  [/(?<=\b[a-z][a-z0-9+.-]{0,19}:\/\/)(?=[^/\s@]{1,300}@)/gi, /@/g, 1],
];

/** Matches every text that contains one of `shapes`. Most texts contain none, and one search takes less time than five. */
const anyShape = /(?:sk|xai|gsk)-|AIza|(?:Bearer|Basic)\s|[?&](?:key|api[-_]?key|access_token|token)=|:\/\//i;

/**
 * Returns the text without keys: replaces every given secret (also URL-encoded or in base64) and every word that looks
 * like a key. Takes linear time and constant stack for words of any length.
 *
 * @param secrets keys in use. Those with fewer than 4 characters are ignored
 */
export function redact(text: string, secrets: readonly (string | undefined)[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    if (!secret || secret.length < 4) continue;
    for (const form of rememberIn(forms, secret, mostForms, () => formsOf(secret)))
      clean = clean.replaceAll(form, mask);
  }
  if (!anyShape.test(clean)) return clean;
  for (const shape of shapes) clean = withoutShape(clean, shape);
  return clean;
}

/** Forms of the latest secrets, because each answer is searched for the same few secrets. */
const forms = new Map<string, readonly string[]>();
const mostForms = 64;

/** Returns the forms in which a secret may appear in a text: itself, URL-encoded, and in base64. */
function formsOf(secret: string): readonly string[] {
  return [...new Set([secret, encodeURIComponent(secret.toWellFormed()), Buffer.from(secret).toString('base64')])];
}

/** Not a single expression for whole words, because V8 overflows its stack on a word of some million letters. */
function withoutShape(text: string, [start, rest, shortest]: (typeof shapes)[number]): string {
  let clean = '';
  let done = 0;
  for (const { index, 0: head } of text.matchAll(start)) {
    if (index < done) continue;
    rest.lastIndex = index + head.length;
    const end = rest.exec(text)?.index ?? text.length;
    if (end - index - head.length < shortest) continue;
    clean += text.slice(done, index) + mask;
    done = end;
  }
  return done === 0 ? text : clean + text.slice(done);
}

/** Maximum depth to which causes of causes are redacted. */
const deepest = 6;

/**
 * Returns the cause of an error without keys. Returns the same value if it contains none, otherwise a copy with the
 * same prototype.
 */
export function redactCause(cause: unknown, secrets: readonly (string | undefined)[] = []): unknown {
  return cleaned(cause, secrets, 0);
}

function cleaned(value: unknown, secrets: readonly (string | undefined)[], depth: number): unknown {
  if (typeof value === 'string') return redact(value, secrets);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (depth > deepest) return mask;
  const changed: [PropertyKey, PropertyDescriptor][] = [];
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    const old: unknown = 'value' in property ? property.value : stackOf(value, name);
    const clean = cleaned(old, secrets, depth + 1);
    if (clean !== old)
      changed.push([
        name,
        { value: clean, writable: true, configurable: true, enumerable: property.enumerable === true },
      ]);
  }
  if (changed.length === 0) return value;
  const copy: object = Array.isArray(value) ? [] : Object.create(Object.getPrototypeOf(value) as object | null);
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    if (!(Array.isArray(value) && name === 'length')) Object.defineProperty(copy, name, property);
  }
  for (const [name, property] of changed) Object.defineProperty(copy, name, property);
  return copy;
}

/** Reads the stack of an error, which is an accessor in newer versions of V8. Other accessors are not called. */
function stackOf(value: object, name: string): unknown {
  return name === 'stack' && value instanceof Error ? value.stack : undefined;
}
