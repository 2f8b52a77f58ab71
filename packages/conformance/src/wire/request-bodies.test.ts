import '@rephysco/aliyun';
import '@rephysco/openai';
import '@rephysco/siliconflow';
import '@rephysco/xai';
import { existsSync, readFileSync } from 'node:fs';
import { LLMClient } from '@rephysco/core';
import { createSimulator } from '@rephysco/simulator';
import { describe, expect, it } from 'vitest';
import { fromChatBody, normalised } from './recorded-request.ts';
import { loadRecordings, type WireCase } from './wire-cases.ts';

const recordings = await loadRecordings();

interface Recorded extends WireCase {
  readonly dir: string;
}

type Body = Readonly<Record<string, unknown>>;

const bodyOf = ({ dir }: Recorded): Body => JSON.parse(readFileSync(`${dir}/request.json`, 'utf8')) as Body;

/** Recorded requests with status 2xx that Rephysco's options can express. */
const cases = ((recordings?.loadCases() ?? []) as Recorded[]).filter(
  ({ dir, api, provider, expect: expected }) =>
    api === 'chat.completions' && provider !== 'compat' && expected.ok && existsSync(`${dir}/request.json`),
);

describe.skipIf(!recordings)('A request equals the recorded one that the service accepted', () => {
  it.each(cases.map((each) => [each.name, each] as const))('%s', async (_, recorded) => {
    const body = bodyOf(recorded);
    await using simulator = await createSimulator();
    const provider = recorded.provider as 'openai';
    const protocol = provider === 'openai' ? { api: 'chat' } : {};
    await using client = new LLMClient({
      provider,
      apiKey: 'made-up',
      baseURL: simulator.baseURL(provider),
      enableRetries: false,
      ...protocol,
    });
    // The simulator may reject the request. Only the received body matters here.
    await client.generate(fromChatBody(body)).catch(() => {});
    const sent = simulator.requests[0]?.body as Body;
    const { id } = client.provider.model(String(body.model));
    expect(normalised(sent)).toEqual({ ...normalised(body), model: id });
  });
});
