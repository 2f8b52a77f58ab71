import '../providers.ts';
import { type GenerateResult, LLMClient, memoryStore } from '@rephysco/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRecordings, type WireCase } from './wire-cases.ts';

const recordings = await loadRecordings();
const apis = ['chat.completions', 'responses', 'generateContent', 'streamGenerateContent', 'messages'];
const cases = (recordings?.loadCases() ?? []).filter(({ api, expect }) => apis.includes(api) && expect.ok);
const basePaths: Readonly<Record<string, string>> = { gemini: '/v1beta', aliyun: '/compatible-mode/v1' };

type Replay = Awaited<ReturnType<NonNullable<typeof recordings>['startReplay']>>;
let replay: Replay;
beforeAll(async () => {
  if (recordings) replay = await recordings.startReplay();
});
afterAll(() => replay?.close());

/** Returns the answer of a recording, and the same answer from the cache. */
async function twice(wireCase: WireCase): Promise<readonly GenerateResult[]> {
  const { api, requestModel, stream } = wireCase;
  const provider = wireCase.provider === 'compat' ? 'openai' : wireCase.provider;
  const protocol = ['openai', 'xai'].includes(provider) ? { api: api === 'responses' ? 'responses' : 'chat' } : {};
  const connection = { provider, apiKey: 'a-made-up-key', baseURL: replay.url + (basePaths[provider] ?? '/v1') };
  const settings = { enableRetries: false, cache: memoryStore(), enableCache: true };
  await using client = new LLMClient({ ...connection, ...protocol, ...settings });
  const options = { prompt: 'Hello', ...(requestModel && { model: requestModel }) };
  const results: GenerateResult[] = [];
  for (let time = 0; time < 2; time += 1) {
    replay.use(wireCase);
    results.push(stream ? await client.stream(options).result : await client.generate(options));
  }
  return results;
}

const named = (name: string): WireCase => {
  const found = cases.find((each) => each.name.endsWith(`/${name}`));
  if (!found) throw new Error(`There is no recording ${name}.`);
  return found;
};
const bodyOf = ({ body }: WireCase): string => body.toString('utf8');

interface Recorded {
  readonly token: string;
  readonly logprob: number;
  readonly bytes: readonly number[] | null;
  readonly top_logprobs: readonly Recorded[];
}

/** Fields of bodies with citations, searches and log probabilities, in all protocols. */
const extraFields =
  /^(?:annotations|citations|search_results|search_info|logprobs|logprobsResult|groundingMetadata|citationMetadata|urlContextMetadata|action)$/;

/** Returns the values of such fields, at any depth. */
function extrasIn(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => (extraFields.test(name) ? [field] : extrasIn(field)));
}

/** Returns the texts, numbers and booleans in a value, without kinds of annotations, which `source.type` replaces. */
function leavesOf(value: unknown): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [value];
  return Object.entries(value).flatMap(([name, field]) => (name === 'type' ? [] : leavesOf(field)));
}

/** Returns the objects of a recorded body: one, or those of the events of a stream. */
function objectsOf(wireCase: WireCase): readonly unknown[] {
  const text = bodyOf(wireCase);
  return (wireCase.stream ? text.split(/\r?\n/).map((line) => line.replace(/^data: ?/, '')) : [text]).map(tryParse);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Recorded answers with such fields. */
const withExtras = cases.filter((wireCase) => leavesOf(extrasIn(objectsOf(wireCase))).length > 0);

/** Fields about the transport of an answer, not about its content. */
const ofTheCall = ['cached', 'attempts', 'saved', 'response', 'cost'];
const withoutCall = (answer: GenerateResult): object =>
  Object.fromEntries(Object.entries(answer).filter(([name]) => !ofTheCall.includes(name)));

describe.skipIf(!recordings)('A recorded answer', () => {
  it('is equal from the cache, part by part', async () => {
    let compared = 0;
    for (const wireCase of cases) {
      const [live, replayed] = await twice(wireCase).catch(() => []);
      if (!live || !replayed?.cached) continue;
      expect(withoutCall(replayed), wireCase.name).toEqual(withoutCall(live));
      compared += 1;
    }
    expect(compared).toBeGreaterThan(120);
  });

  it.each(['resp-web-search', 'chat-web-search-annotations', 'gen-grounded-urls'])(
    'has all of its sources, with their titles and places: %s',
    async (name) => {
      const [live] = await twice(named(name));
      const body = bodyOf(named(name));
      const urls = new Set([...body.matchAll(/"(?:url|uri|retrievedUrl)":\s*"(https?:[^"]+)"/g)].map(([, url]) => url));
      const found = live?.sources ?? [];
      for (const url of urls) expect(found.map((source) => source.url)).toContain(url);
      for (const [, title] of body.matchAll(/"title":\s*"([^"]+)"/g)) {
        expect(found.map((source) => source.title)).toContain(JSON.parse(`"${title}"`));
      }
      expect(found.filter(({ end }) => end !== undefined).length).toBeGreaterThan(0);
    },
  );

  it('has the searches of the service, in the content and in the usage', async () => {
    const [live] = await twice(named('resp-web-search'));
    expect(JSON.stringify(live?.content)).toContain('Bitcoin price on January 1, 2026');
    expect(live?.usage.searches).toBe(1);
  });

  it('has every log probability, with bytes and alternatives', async () => {
    const wireCase = named('chat-logprobs');
    const [live] = await twice(wireCase);
    const { choices } = JSON.parse(bodyOf(wireCase)) as { choices: { logprobs: { content: readonly Recorded[] } }[] };
    const plain = ({ token, logprob, bytes }: Recorded): object => ({ token, logprob, ...(bytes && { bytes }) });
    const recorded = choices[0]?.logprobs.content ?? [];
    expect(recorded.length).toBeGreaterThan(5);
    expect(live?.logprobs).toEqual(recorded.map((each) => ({ ...plain(each), top: each.top_logprobs.map(plain) })));
  });

  it.each(withExtras.map(({ name }) => name))(
    'has every value of its citations, searches, grounding and log probabilities: %s',
    async (name) => {
      const wireCase = named(name.slice(name.indexOf('/') + 1));
      const [live] = await twice(wireCase);
      const answer = new Set(leavesOf({ ...live, response: undefined }).map(String));
      const missing = extrasIn(objectsOf(wireCase))
        .flatMap(leavesOf)
        .filter((leaf) => !answer.has(String(leaf)));
      expect(missing).toEqual([]);
    },
  );
});
