import type { JSONSchema } from '@rephysco/core';
import { textMatching } from './pattern.ts';
import { shorten, topics } from './topics.ts';

/** Unused hints of a sample, and the position in the schema. */
export interface Supply {
  readonly text: string;
  readonly label: string;
  readonly names: string[];
  readonly numbers: number[];
  /** Root schema for `$ref`. */
  readonly root: JSONSchema;
}

/** Sample values of the formats of JSON Schema. https://json-schema.org/draft/2020-12/json-schema-validation */
const formats: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T12:00:00Z',
  date: '2026-01-01',
  time: '12:00:00Z',
  duration: 'P1D',
  email: 'someone@example.com',
  'idn-email': 'someone@example.com',
  hostname: 'example.com',
  'idn-hostname': 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  'uri-reference': '/example',
  iri: 'https://example.com/',
  'iri-reference': '/example',
  'uri-template': '/{example}',
  uuid: '00000000-0000-4000-8000-000000000000',
  'json-pointer': '/example',
  'relative-json-pointer': '0',
  regex: '.*',
  byte: 'c2ltdWxhdGVk',
};

/** Property names that usually contain the whole question. */
const wholeText = /^(?:q|query|question|prompt|text|input|message|expression|task|content|search)$/i;

/** Returns a text that satisfies a string schema. Arguments of tools are taken from the question. */
export function sampleText(schema: JSONSchema, key: string, supply: Supply): string {
  const { format, pattern, default: preset, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  const fits = (text: string): boolean =>
    Array.from(text).length >= Number(minLength) &&
    Array.from(text).length <= Number(maxLength) &&
    (typeof pattern !== 'string' || matches(pattern, text));
  const formatted = typeof format === 'string' ? formats[format] : undefined;
  if (formatted !== undefined) return formatted;
  const candidates = [preset, ...examplesOf(schema), ...invented(key, supply), ...Object.values(formats)];
  if (typeof pattern === 'string') {
    return (
      (candidates.find((each) => typeof each === 'string' && fits(each)) as string | undefined) ?? textMatching(pattern)
    );
  }
  const text = candidates.find((each) => typeof each === 'string' && fits(each)) as string | undefined;
  return text ?? fitted(invented(key, supply)[0] ?? 'simulated', Number(minLength), Number(maxLength));
}

function examplesOf(schema: JSONSchema): readonly unknown[] {
  return Array.isArray(schema.examples) ? schema.examples : [];
}

function invented(key: string, supply: Supply): readonly string[] {
  const words = key.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll(/[_-]/g, ' ');
  if (supply.label !== '') return [`${supply.label} ${words}`.trim()];
  if (wholeText.test(key) && supply.text !== '') return [shorten(supply.text, 200)];
  const name = supply.names.length > 1 ? supply.names.shift() : supply.names[0];
  return [name ?? topics(supply.text)[0] ?? (words || 'simulated')];
}

function fitted(text: string, minLength: number, maxLength: number): string {
  const characters = Array.from(text).slice(0, maxLength);
  return characters.join('') + 'x'.repeat(Math.max(0, minLength - characters.length));
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return false;
  }
}
