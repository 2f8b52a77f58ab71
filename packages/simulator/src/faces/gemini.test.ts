import { describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '../index.ts';
import { isObject, objectOf } from '../json.ts';
import { eventBodies, shapeOf } from '../recorded-cases.ts';

const user = { role: 'user', parts: [{ text: 'What is the weather in Oslo?' }] };

const declaration = {
  name: 'get_weather',
  description: 'The weather of a city',
  parameters: { type: 'OBJECT', properties: { city: { type: 'STRING' } }, required: ['city'] },
};

const tools = [{ functionDeclarations: [declaration] }];

async function post(simulator: Simulator, path: string, body: unknown, key = 'test-key'): Promise<Response> {
  return fetch(`${simulator.url}/v1beta/models/${path}`, {
    method: 'POST',
    headers: { 'x-goog-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

interface Part {
  readonly text?: string;
  readonly thought?: boolean;
  readonly thoughtSignature?: string;
  readonly functionCall?: { readonly name: string; readonly args: unknown };
}

function partsOf(answer: unknown): readonly Part[] {
  const { candidates } = answer as { candidates: { content: { parts?: Part[] } }[] };
  return candidates[0]?.content.parts ?? [];
}

describe("Gemini's face", () => {
  it('answers without streaming, and streams the same words with growing usage', async () => {
    await using simulator = await createSimulator();
    const asked = { contents: [user] };
    const plain: unknown = await (await post(simulator, 'gemini-2.0-flash:generateContent', asked)).json();
    const response = await post(simulator, 'gemini-2.0-flash:streamGenerateContent?alt=sse', asked);
    const text = await response.text();
    expect(text).toMatch(/^data: .*\r\n\r\n/);
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    const events = eventBodies(text);
    const words = events.flatMap(partsOf).map((part) => part.text ?? '');
    expect(words.join('')).toBe(partsOf(plain)[0]?.text);
    const totals = events.map((event) => Number(objectOf(objectOf(event).usageMetadata).totalTokenCount));
    expect(totals.toSorted((one, other) => one - other)).toEqual(totals);
    expect(objectOf(events.at(-1)).usageMetadata).toEqual(objectOf(plain).usageMetadata);
  });

  it('streams one JSON array without `alt=sse`', async () => {
    await using simulator = await createSimulator();
    const response = await post(simulator, 'gemini-2.0-flash:streamGenerateContent', { contents: [user] });
    const items = (await response.json()) as unknown[];
    expect(items.length).toBeGreaterThan(10);
    expect(items.every(isObject)).toBe(true);
  });

  it('sends whole tool calls, with a signature that the next request must contain', async () => {
    await using simulator = await createSimulator();
    const asked = { contents: [user], tools };
    const response = await post(simulator, 'gemini-3-flash:streamGenerateContent?alt=sse', asked);
    const parts = eventBodies(await response.text()).flatMap(partsOf);
    const call = parts.find((part) => part.functionCall);
    expect(call?.functionCall).toMatchObject({ name: 'get_weather', args: { city: 'Oslo' } });
    expect(call?.thoughtSignature).toBeTypeOf('string');
    const result = { role: 'user', parts: [{ functionResponse: { name: 'get_weather', response: { degrees: 4 } } }] };
    const replay = async (part: unknown): Promise<Response> =>
      post(simulator, 'gemini-3-flash:generateContent', {
        contents: [user, { role: 'model', parts: [part] }, result],
        tools,
      });
    const answer: unknown = await (await replay(call)).json();
    expect(partsOf(answer)[0]?.text).toContain('{"degrees":4}');
    const refused = await replay({ functionCall: call?.functionCall });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('thought_signature')]);
  });

  it('shows thoughts only on request, and always counts them', async () => {
    await using simulator = await createSimulator();
    const ask = async (includeThoughts: boolean): Promise<unknown> => {
      const generationConfig = { thinkingConfig: { includeThoughts, thinkingBudget: 20 } };
      return (await post(simulator, 'gemini-2.5-pro:generateContent', { contents: [user], generationConfig })).json();
    };
    const [shown, hidden] = [await ask(true), await ask(false)];
    expect(partsOf(shown).map((part) => part.thought)).toEqual([true, undefined]);
    expect(partsOf(hidden)).toHaveLength(1);
    for (const answer of [shown, hidden]) {
      expect(answer).toMatchObject({ usageMetadata: { thoughtsTokenCount: 20 } });
    }
  });

  it('answers by the schema, whose types may be in capitals', async () => {
    await using simulator = await createSimulator();
    const responseSchema = { type: 'OBJECT', properties: { age: { type: 'INTEGER' } }, required: ['age'] };
    const generationConfig = { responseMimeType: 'application/json', responseSchema };
    const response = await post(simulator, 'gemini-2.0-flash:generateContent', { contents: [user], generationConfig });
    const text = partsOf(await response.json())[0]?.text ?? '';
    expect(JSON.parse(text)).toEqual({ age: expect.any(Number) });
  });

  it('counts tokens like the answer, and embeds one or more texts', async () => {
    await using simulator = await createSimulator();
    const asked = { contents: [user], systemInstruction: { parts: [{ text: 'Be brief.' }] } };
    const counted = (await (await post(simulator, 'gemini-2.0-flash:countTokens', asked)).json()) as object;
    const answer: unknown = await (await post(simulator, 'gemini-2.0-flash:generateContent', asked)).json();
    expect(answer).toMatchObject({ usageMetadata: { promptTokenCount: objectOf(counted).totalTokens } });
    const request = { content: { parts: [{ text: 'hello' }] }, outputDimensionality: 4 };
    const one: unknown = await (await post(simulator, 'gemini-embedding-001:embedContent', request)).json();
    const batch = { requests: [request, request] };
    const several: unknown = await (await post(simulator, 'gemini-embedding-001:batchEmbedContents', batch)).json();
    const { embedding } = objectOf(one);
    expect(several).toEqual({ embeddings: [embedding, embedding] });
  });

  it('sends the retry delay in the body, never in a header', async () => {
    await using simulator = await createSimulator({ faults: ['429@7', '429-bare'] });
    const refused = await post(simulator, 'gemini-2.0-flash:generateContent', { contents: [user] });
    expect(refused.headers.get('retry-after')).toBeNull();
    expect(await refused.text()).toContain('"retryDelay":"7s"');
    const bare = await post(simulator, 'gemini-2.0-flash:generateContent', { contents: [user] });
    expect(await bare.text()).not.toContain('RetryInfo');
  });

  const call = { role: 'model', parts: [{ functionCall: { name: 'get_weather', args: {} } }] };
  const result = { role: 'user', parts: [{ functionResponse: { name: 'get_weather', response: {} } }] };

  it.each([
    ['no contents', {}],
    ['an unknown role', { contents: [{ role: 'assistant', parts: [{ text: 'x' }] }] }],
    ['a part without data', { contents: [{ role: 'user', parts: [{}] }] }],
    ['a result without its call', { contents: [result] }],
    ['a call without its result', { contents: [user, call, user] }],
    ['a call after an answer', { contents: [user, { role: 'model', parts: [{ text: 'x' }] }, call, result] }],
    ['a temperature of 3', { contents: [user], generationConfig: { temperature: 3 } }],
    ['JSON and tools at once', { contents: [user], tools, generationConfig: { responseMimeType: 'application/json' } }],
  ])('rejects %s', async (_, body) => {
    await using simulator = await createSimulator();
    const response = await post(simulator, 'gemini-2.0-flash:generateContent', body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 400, status: 'INVALID_ARGUMENT' } });
  });

  it('rejects missing and wrong keys, and unknown models and methods', async () => {
    await using simulator = await createSimulator();
    const asked = { contents: [user] };
    expect((await post(simulator, 'gemini-2.0-flash:generateContent', asked, '')).status).toBe(403);
    const wrong = await post(simulator, 'gemini-2.0-flash:generateContent', asked, 'wrong-key');
    expect([wrong.status, shapeOf(await wrong.json())]).toEqual([400, expect.any(Set)]);
    expect((await post(simulator, 'does-not-exist:generateContent', asked)).status).toBe(404);
    expect((await post(simulator, 'gemini-2.0-flash:toString', asked)).status).toBe(404);
    const listed = await fetch(`${simulator.baseURL('gemini')}/models?key=test-key`);
    expect(await listed.json()).toMatchObject({ models: [{ name: 'models/sim' }, {}, {}, {}] });
  });
});
