import type { GenerateRequest } from '../contract/request.ts';
import { sha256 } from '../util/sha256.ts';

/** Version of the key format. Increased when the meaning of keys or of stored answers changes. */
const version = 1;

/** Fields that do not change the answer. All other fields, including new ones, are part of the key. */
const excluded: ReadonlySet<string> = new Set<keyof GenerateRequest>([
  'modelInfo',
  'includeRaw',
  'onUnsupported',
  'stream',
  'signal',
  'tokenizer',
  'notify',
  'timeout',
  'cache',
  'maxAnswerBytes',
]);

/** Minimum length, in characters, of texts that the key contains as a digest. Avoids copies of long media data. */
const longText = 65_536;

/**
 * Returns the cache key of a request: the SHA-256 of the canonical request and of the provider identity, as 64 hex
 * digits. The order of properties and `undefined` properties do not change it.
 *
 * @param identity distinguishes providers of the same name, for example by base URL
 * @throws TypeError if JSON cannot express the request
 */
export function cacheKey(request: GenerateRequest, identity?: string): string {
  const namespace = typeof request.cache === 'object' ? request.cache.namespace : undefined;
  const context = `${version}${canonical(identity) ?? '0'}${canonical(namespace) ?? '0'}`;
  return digestOf(context + canonicalObject(request as object as Fields, excluded));
}

/**
 * Returns a digest of headers for `Provider.headersDigest`, or `undefined` if there are none. The digest does not
 * reveal the headers, which may contain secrets.
 */
export function headersDigest(headers: Readonly<Record<string, string>> = {}): string | undefined {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return named.length === 0 ? undefined : digestOf(canonicalObject(Object.fromEntries(named)));
}

type Fields = Readonly<Record<string, unknown>>;

function canonicalObject(fields: Fields, without?: ReadonlySet<string>): string {
  const names: string[] = [];
  for (const name of Object.keys(fields)) {
    if (fields[name] !== undefined && !without?.has(name)) names.push(name);
  }
  let text = '{';
  for (const name of sort(names)) {
    const value = canonical(fields[name], fields);
    if (value !== undefined) text += canonicalText(name) + value;
  }
  return `${text}}`;
}

/** Sorts by code unit, like `Array.sort`, but four times as fast for objects with few properties. */
function sort(names: string[]): readonly string[] {
  if (names.length > 30) return names.sort();
  for (let place = 1; place < names.length; place += 1) {
    const name = names[place] as string;
    let at = place;
    for (; at > 0 && (names[at - 1] as string) > name; at -= 1) names[at] = names[at - 1] as string;
    names[at] = name;
  }
  return names;
}

/** Returns canonical text for a JSON value, or `undefined` for values that JSON leaves out. */
function canonical(value: unknown, holder?: object): string | undefined {
  switch (typeof value) {
    case 'string':
      return value.length < longText ? canonicalText(value) : digest(value, holder);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`A cache key cannot contain the number ${value}.`);
      return `${value},`;
    case 'boolean':
      return value ? '+' : '-';
    case 'object':
      return value === null ? '0' : canonicalReference(value);
    case 'bigint':
      throw new TypeError('A cache key cannot contain a BigInt.');
    case 'undefined':
    case 'function':
    case 'symbol':
      return undefined;
  }
}

function canonicalReference(value: object): string | undefined {
  if (Array.isArray(value)) {
    let text = '[';
    for (const each of value) text += canonical(each, value) ?? '0';
    return `${text}]`;
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonical(value.toJSON(), value);
  if (!ArrayBuffer.isView(value)) return canonicalObject(value as Fields);
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return `#${value.constructor.name}${sha256(bytes)}`;
}

/** Prefixes a text with its length. The text then needs no escapes and cannot be confused with what follows. */
function canonicalText(text: string): string {
  return `"${text.length}:${text}`;
}

const digests = new WeakMap<object, { readonly text: string; readonly digest: string }>();

/** Returns the digest of a long text. Caches it by the object that holds the text, so that media are hashed once. */
function digest(text: string, holder: object = {}): string {
  const known = digests.get(holder);
  if (known?.text === text) return known.digest;
  const digest = `#${digestOf(canonicalText(text))}`;
  digests.set(holder, { text, digest });
  return digest;
}

/** Hashes a text. JSON keeps unpaired surrogates distinct; UTF-8 would replace all of them by the same character. */
function digestOf(text: string): string {
  return sha256(text.isWellFormed() ? text : JSON.stringify(text));
}
