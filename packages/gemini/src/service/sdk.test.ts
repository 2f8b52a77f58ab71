import { type GenerativeModel, GoogleGenerativeAI } from '@google/generative-ai';
import type { OutgoingRequest } from '@rephysco/core/provider';
import { describe, expect, it } from 'vitest';
import { events, json, type Reply, testService } from '../testing/test-service.ts';
import { buildCount, buildEmbed, buildGenerate } from './sdk.ts';

const body = {
  contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
  systemInstruction: { parts: [{ text: 'Be brief.' }] },
  generationConfig: { maxOutputTokens: 9, thinkingConfig: { thinkingLevel: 'low' } },
  safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
};

/** Returns the request that the SDK itself sends. */
async function sentBySDK(call: (model: GenerativeModel) => Promise<unknown>, reply: Reply = json({})) {
  await using service = await testService([reply]);
  const sdk = new GoogleGenerativeAI('a-made-up-key');
  await call(sdk.getGenerativeModel({ model: 'gemini-3.8-flash' }, { baseUrl: new URL(service.baseURL).origin }));
  const [request] = service.requests;
  return { path: request?.path.replace('/v1beta/', ''), body: request?.body };
}

/** Sends a built request and returns it as received by the service. */
const built = async (request: Promise<OutgoingRequest>) => {
  const { url, body = '' } = await request;
  return { path: url, body: JSON.parse(body) as unknown };
};

const copy = (): never => structuredClone(body) as never;

describe('A request that the SDK builds', () => {
  it('for an answer equals the one that the SDK sends', async () => {
    expect(await built(buildGenerate('gemini-3.8-flash', body, false))).toEqual(
      await sentBySDK((model) => model.generateContent(copy())),
    );
  });

  it('for a streamed answer equals the one that the SDK sends', async () => {
    const sent = await sentBySDK(async (model) => {
      const { response } = await model.generateContentStream(copy());
      await response;
    }, events({}));
    expect(await built(buildGenerate('gemini-3.8-flash', body, true))).toEqual(sent);
  });

  it('for a count equals the one that the SDK sends', async () => {
    expect(await built(buildCount('gemini-3.8-flash', body))).toEqual(
      await sentBySDK((model) => model.countTokens({ generateContentRequest: copy() })),
    );
  });

  it('for vectors equals the one that the SDK sends', async () => {
    const requests = ['a', 'b'].map((text) => ({
      content: { role: 'user', parts: [{ text }] },
      outputDimensionality: 3,
    }));
    expect(await built(buildEmbed('gemini-3.8-flash', requests))).toEqual(
      await sentBySDK((model) => model.batchEmbedContents({ requests })),
    );
  });

  it('contains only what was set', async () => {
    const { contents } = body;
    expect((await built(buildGenerate('gemini-3.8-flash', { contents }, false))).body).toEqual({ contents });
    expect((await built(buildCount('gemini-3.8-flash', { contents }))).body).toEqual({
      generateContentRequest: { model: 'models/gemini-3.8-flash', contents },
    });
  });

  it('does not modify its input', async () => {
    const before = structuredClone(body);
    await buildGenerate('gemini-3.8-flash', body, false);
    await buildCount('gemini-3.8-flash', body);
    expect(body).toEqual(before);
  });

  it('uses the path of a tuned model', async () => {
    expect((await built(buildGenerate('tunedModels/mine', body, false))).path).toBe('tunedModels/mine:generateContent');
  });
});
