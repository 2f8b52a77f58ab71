import '../providers.ts';
import { existsSync, readFileSync } from 'node:fs';
import { LLMClient, type Message } from '@rephysco/core';
import { describe, expect, it } from 'vitest';
import { fromGeminiBody } from './recorded-gemini-request.ts';
import { fromChatBody } from './recorded-request.ts';
import { loadRecordings, type WireCase } from './wire-cases.ts';

interface Recorded extends WireCase {
  readonly dir: string;
}

const recordings = await loadRecordings();
const apis = ['chat.completions', 'generateContent', 'streamGenerateContent'];

/** Request fields for which services add their own tokens: searches, code runs, cached contents. */
const extras =
  /"(?:web_search_options|code_?[eE]xecution|google_?[sS]earch|url_?[cC]ontext|cached_?[cC]ontent|functions|audio)"/;
const media = /"(?:image_url|input_audio|file|inline_?[dD]ata|file_?[dD]ata)"/;

const cases = ((recordings?.loadCases() ?? []) as Recorded[]).filter(({ dir, api, provider, expect: expected }) => {
  if (!apis.includes(api) || provider === 'compat' || !expected.usage?.inputTokens) return false;
  const body = existsSync(`${dir}/request.json`) ? readFileSync(`${dir}/request.json`, 'utf8') : undefined;
  return body !== undefined && !extras.test(body) && !media.test(body);
});

describe.skipIf(!recordings)('Counts of tokens', () => {
  it('are within their bound for at least 95 % of recorded text requests, and for all with exact counts', async () => {
    const outside: string[] = [];
    for (const { dir, name, provider, api, requestModel, expect: expected } of cases) {
      const body = JSON.parse(readFileSync(`${dir}/request.json`, 'utf8')) as Record<string, unknown>;
      const {
        messages = [],
        tools,
        schema,
        system,
        prompt,
      } = api === 'chat.completions' ? fromChatBody(body) : fromGeminiBody(body);
      const model = String(body.model ?? requestModel);
      await using client = new LLMClient({ provider, apiKey: 'made-up' });
      const asked = { messages: messages as Message[], tools, schema, system, prompt, model };
      const { tokens, bound, method } = await client.countTokens(asked);
      const real = expected.usage?.inputTokens ?? 0;
      if (Math.abs(real - tokens) > bound) outside.push(`${name}: ${method} ${tokens} ± ${bound}, really ${real}`);
    }
    expect(cases.length).toBeGreaterThan(40);
    expect(outside.filter((line) => line.includes('exact'))).toEqual([]);
    expect(outside.length / cases.length, outside.join('\n')).toBeLessThanOrEqual(0.05);
  });
});
