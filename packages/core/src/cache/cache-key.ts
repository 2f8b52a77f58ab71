import type { GenerateRequest } from '../contract/request.ts';
import { sha256 } from '../util/sha256.ts';

/** Changes when equal keys would no longer mean equal requests, or stored answers equal answers. */
const version = 1;

/** What cannot change an answer. Anything else is in the key, so that no field is ever forgotten. */
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

/** From this length on, a text goes into the key as its digest: pictures are not copied into the text to hash. */
const longText = 65_536;

/**
 * The name of a request's answer in a cache: the SHA-256 of the canonical request and of the provider's identity, as
 * 64 hex digits. Neither the order of properties nor unset ones matter.
 *
 * @param identity what tells the provider from another one of its name, for example its base URL
 * @throws TypeError for a request that JSON cannot express
 */
export function cacheKey(request: GenerateRequest, identity?: string): string {
  const namespace = typeof request.cache === 'object' ? request.cache.namespace : undefined;
  const context = `${version}${canonical(identity) ?? '0'}${canonical(namespace) ?? '0'}`;
  return digestOf(context + canonicalObject(request as object as Fields, excluded));
}

/**
 * What tells the headers that a provider was given from others, for `Provider.headersDigest`; `undefined` where there
 * are none. It tells nothing else about them: they may hold secrets.
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

/** By code unit, as `Array.sort` does, in a quarter of its time: most objects have a handful of properties. */
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

/** What JSON says, one spelling for each value; `undefined` for what JSON leaves out. */
function canonical(value: unknown, holder?: object): string | undefined {
  switch (typeof value) {
    case 'string':
      return value.length < longText ? canonicalText(value) : digest(value, holder);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be part of a cache key.`);
      return `${value},`;
    case 'boolean':
      return value ? '+' : '-';
    case 'object':
      return value === null ? '0' : canonicalReference(value);
    case 'bigint':
      throw new TypeError('A BigInt cannot be part of a cache key.');
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

/** Its length stands before a text, which needs no escapes then and cannot imitate what follows it. */
function canonicalText(text: string): string {
  return `"${text.length}:${text}`;
}

const digests = new WeakMap<object, { readonly text: string; readonly digest: string }>();

/** The digest of a long text. It is remembered with the part that holds it: pictures in a conversation are hashed once. */
function digest(text: string, holder: object = {}): string {
  const known = digests.get(holder);
  if (known?.text === text) return known.digest;
  const digest = `#${digestOf(canonicalText(text))}`;
  digests.set(holder, { text, digest });
  return digest;
}

/** UTF-8 has one stand-in for all halves of surrogate pairs; JSON tells them apart. */
function digestOf(text: string): string {
  return sha256(text.isWellFormed() ? text : JSON.stringify(text));
}
