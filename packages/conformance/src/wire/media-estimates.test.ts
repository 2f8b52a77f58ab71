import '@rephysco/aliyun';
import '@rephysco/gemini';
import '@rephysco/openai';
import '@rephysco/xai';
import { existsSync, readFileSync } from 'node:fs';
import { type ContentPart, LLMClient } from '@rephysco/core';
import type { MediaKind } from '@rephysco/core/provider';
import { describe, expect, it } from 'vitest';
import { loadRecordings, type WireCase } from './wire-cases.ts';

interface Recorded extends WireCase {
  readonly dir: string;
  readonly requestTrimmed?: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

const recordings = await loadRecordings();
const cases = ((recordings?.loadCases() ?? []) as Recorded[]).filter(
  ({ dir, expect: expected }) =>
    expected.usage?.inputTokens &&
    existsSync(`${dir}/request.json`) &&
    /"(?:image_url|input_audio|file_data|inline_data)":/.test(readFileSync(`${dir}/request.json`, 'utf8')),
);

/** Returns the texts and media of a recorded body of any protocol. Media that the recording cut are behind a URL. */
function partsOf(value: unknown, isCut: boolean): readonly ContentPart[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((each) => partsOf(each, isCut));
  const { text, image_url: image, input_audio: audio, file_data: file, inline_data: inline, ...rest } = value as Json;
  const medium = (type: MediaKind, url: unknown): ContentPart => ({
    type,
    url: isCut ? 'https://media.example/1' : String(url),
  });
  if (image) return [medium('image', typeof image === 'string' ? image : (image as Json).url)];
  if (audio) return [medium('audio', '')];
  if (file) return [medium('file', file)];
  if (inline) return [medium(String((inline as Json).mime_type).split('/')[0] as MediaKind, '')];
  if (typeof text === 'string') return [{ type: 'text', text }];
  return Object.values(rest).flatMap((each) => partsOf(each, isCut));
}

describe.skipIf(!recordings)('Counts of tokens of media', () => {
  it.each(cases.map((recorded) => [recorded.name, recorded] as const))('cover the count of %s', async (_, recorded) => {
    const { dir, provider, requestModel: model, requestTrimmed = [], expect: expected } = recorded;
    const body: unknown = JSON.parse(readFileSync(`${dir}/request.json`, 'utf8'));
    const content = partsOf(body, requestTrimmed.includes('base64'));
    await using client = new LLMClient({ provider, apiKey: 'made-up' });
    const { tokens, bound, method } = await client.countTokens({ messages: [{ role: 'user', content }], model });
    expect(method).toBe('estimate');
    expect(Math.abs((expected.usage?.inputTokens ?? 0) - tokens)).toBeLessThanOrEqual(bound);
  });

  it('are compared with all recorded counts', () => expect(cases.length).toBeGreaterThanOrEqual(8));
});
