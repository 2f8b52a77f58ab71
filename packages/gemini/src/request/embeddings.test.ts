import { ProviderError } from '@rephysco/core';
import { describe, expect, it } from 'vitest';
import { json, testService } from '../testing/test-service.ts';

const model = 'gemini-embedding-001';

describe('Vectors', () => {
  it('are requested at once and returned in the order of their texts', async () => {
    const embeddings = [{ values: [1, 0] }, { values: [0, 1] }];
    await using service = await testService([json({ embeddings, usageMetadata: { promptTokenCount: 4 } })]);
    const providerOptions = { taskType: 'RETRIEVAL_QUERY' };
    const request = { model, input: ['a', 'b'], dimensions: 2, providerOptions };
    expect(await service.provider.embed?.(request)).toMatchObject({
      embeddings: [
        [1, 0],
        [0, 1],
      ],
      model,
      usage: { inputTokens: 4 },
    });
    const common = { model: `models/${model}`, outputDimensionality: 2, taskType: 'RETRIEVAL_QUERY' };
    expect(service.requests[0]?.body).toEqual({
      requests: ['a', 'b'].map((text) => ({ content: { parts: [{ text }] }, ...common })),
    });
  });

  it.each([{}, { embeddings: [] }, { embeddings: [{ values: [1] }] }, { embeddings: [{ values: [1] }, {}] }])(
    'are reported as missing if the answer is %j',
    async (body) => {
      await using service = await testService([json(body)]);
      const asked = service.provider.embed?.({ model, input: ['a', 'b'] });
      await expect(asked).rejects.toBeInstanceOf(ProviderError);
    },
  );
});

describe('A count', () => {
  it('is reported as missing if the answer has none', async () => {
    await using service = await testService([json({ totalTokens: '8' })]);
    const messages = [{ role: 'user', content: 'Hi' }] as const;
    const asked = service.provider.countTokens?.({ provider: 'gemini', model, messages, stream: false });
    await expect(asked).rejects.toMatchObject({ kind: 'server' });
  });
});
