import '@rephysco/gemini';
import { existsSync, readFileSync } from 'node:fs';
import { LLMClient } from '@rephysco/core';
import { describe, expect, it } from 'vitest';
import { fromGeminiBody, normalisedGemini } from './recorded-gemini-request.ts';
import { loadRecordings, type WireCase } from './wire-cases.ts';

const recordings = await loadRecordings();

interface Recorded extends WireCase {
  readonly dir: string;
}

type Body = Readonly<Record<string, unknown>>;

const bodyOf = ({ dir }: Recorded): Body => JSON.parse(readFileSync(`${dir}/request.json`, 'utf8')) as Body;

/**
 * Recorded requests with status 2xx. Images with an https URL are excluded, because Rephysco downloads them for some
 * models.
 */
const cases = ((recordings?.loadCases() ?? []) as Recorded[]).filter(
  ({ dir, api, expect: expected, features }) =>
    /enerateContent$/.test(api) &&
    expected.ok &&
    !features.includes('image_input') &&
    existsSync(`${dir}/request.json`),
);

describe.skipIf(!recordings)('A request equals the recorded one that Gemini accepted', () => {
  it.each(cases.map((each) => [each.name, each] as const))('%s', async (_, recorded) => {
    const body = bodyOf(recorded);
    const sent: Body[] = [];
    const keep: typeof fetch = async (_url, init) => {
      sent.push(JSON.parse(String(init?.body)) as Body);
      return Response.json({}, { status: 404 });
    };
    await using client = new LLMClient({ provider: 'gemini', apiKey: 'made-up', fetch: keep, enableRetries: false });
    const { requestModel: model = '', stream } = recorded;
    await client.generate({ ...fromGeminiBody(body), model, stream }).catch(() => {});
    expect(normalisedGemini(sent[0] ?? {})).toEqual(normalisedGemini(body));
  });
});
