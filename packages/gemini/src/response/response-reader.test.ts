import { ProviderError } from '@rephysco/core';
import { type AnswerSource, type Batch, collect, fromBatches } from '@rephysco/core/provider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { service } from '../service/environment.ts';
import { answer } from '../testing/test-service.ts';
import { fromChunks } from './from-chunks.ts';
import { fromResponse } from './from-response.ts';
import { createReader } from './response-reader.ts';

const source: AnswerSource = {
  origin: { service, baseURL: 'http://127.0.0.1/v1beta', secrets: ['a-made-up-key'] },
  model: 'asked',
  warnings: [],
};

async function* batches(...chunks: readonly (string | object)[]): AsyncGenerator<readonly string[]> {
  for (const chunk of chunks) yield [typeof chunk === 'string' ? chunk : JSON.stringify(chunk)];
}

const streamed = (...chunks: readonly (string | object)[]) =>
  collect(fromBatches(fromChunks(batches(...chunks), source)));
const whole = (body: object): Batch => fromResponse(body as Record<string, unknown>, source);

describe('An answer', () => {
  it('has text, model, id and the last usage', async () => {
    const result = await streamed(
      { ...answer([{ text: 'a' }]), usageMetadata: { promptTokenCount: 5, thoughtsTokenCount: 2, totalTokenCount: 7 } },
      { ...answer([{ text: 'b' }], 'STOP'), usageMetadata: { candidatesTokenCount: 4, totalTokenCount: 11 } },
    );
    expect(result).toMatchObject({
      text: 'ab',
      finishReason: 'stop',
      finishReasonRaw: 'STOP',
      model: 'gemini-3.8-flash',
      id: 'answer-1',
      provider: 'gemini',
      usage: { inputTokens: 5, outputTokens: 6, totalTokens: 11, reasoningTokens: 2 },
    });
  });

  it('may have STOP with every chunk', async () => {
    expect((await streamed(answer([{ text: 'a' }], 'STOP'), answer([{ text: 'b' }], 'STOP'))).text).toBe('ab');
  });

  it('continues after an empty chunk', async () => {
    const empty = [{}, { candidates: [] }, { candidates: [{}] }, { candidates: [{ content: {} }] }, 'null', '[]', '7'];
    expect((await streamed(...empty, answer([{ text: 'a' }], 'STOP'))).text).toBe('a');
  });

  it('of several candidates is the first', async () => {
    const second = { ...answer([{ text: 'second' }], 'STOP') };
    (second.candidates as { index: number }[])[0] = { ...(second.candidates as { index: number }[])[0], index: 1 };
    expect((await streamed(second, answer([{ text: 'first' }], 'STOP'))).text).toBe('first');
    await expect(streamed(second)).rejects.toMatchObject({ kind: 'interrupted' });
  });

  it.each([
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['PROHIBITED_CONTENT', 'content_filter'],
    ['MALFORMED_FUNCTION_CALL', 'error'],
    ['OTHER', 'other'],
    ['A_NEW_WORD', 'other'],
    ['__proto__', 'other'],
  ])('that ends with %s has finished with %s', async (word, finishReason) => {
    expect(await streamed(answer([{ text: 'a' }], word))).toMatchObject({ finishReason, finishReasonRaw: word });
  });

  it('to a blocked prompt is marked as filtered', async () => {
    const blocked = { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata: { promptTokenCount: 9 } };
    const expected = { finishReason: 'content_filter', finishReasonRaw: 'PROHIBITED_CONTENT' };
    expect(await streamed(blocked)).toMatchObject({ text: '', ...expected });
    expect(whole(blocked)).toMatchObject([{ type: 'finish', ...expected, usage: { inputTokens: 9 } }]);
  });

  it('may contain images and audio', async () => {
    const [image, sound] = ['image/png', 'audio/L16;codec=pcm;rate=24000'].map((mimeType) => ({
      inlineData: { mimeType, data: 'aGk=' },
    }));
    expect((await streamed(answer([image, sound, { inlineData: { data: 'aGk=' } }], 'STOP'))).content).toMatchObject([
      { type: 'image', mediaType: 'image/png', url: 'data:image/png;base64,aGk=' },
      { type: 'audio', mediaType: 'audio/L16;codec=pcm;rate=24000' },
      { type: 'file', mediaType: 'application/octet-stream' },
    ]);
  });

  it('has no events for empty parts', async () => {
    const parts = [{}, { text: '' }, { text: '', thought: true }, null, 7, 'text', { text: 'a' }];
    expect((await streamed(answer(parts, 'STOP'))).content).toEqual([{ type: 'text', text: 'a' }]);
  });

  it("reports a failure in the service's own words", async () => {
    const [candidate] = answer([], 'UNEXPECTED_TOOL_CALL').candidates as object[];
    const result = await streamed({ candidates: [{ ...candidate, finishMessage: 'Nobody offered that tool.' }] });
    expect([result.finishReason, result.warnings]).toEqual(['error', ['Nobody offered that tool.']]);
  });

  it('to a plain request is accepted without a finish reason, but not without content', () => {
    expect(whole(answer([{ text: 'a' }]))).toMatchObject([{ type: 'text' }, { type: 'finish', finishReason: 'other' }]);
    for (const body of [{}, { candidates: [] }, { usageMetadata: { promptTokenCount: 3 } }, answer([])]) {
      expect(() => whole(body)).toThrow(ProviderError);
    }
  });
});

describe('A stream', () => {
  it('without content is an error of the service, and one that stops in the middle is interrupted', async () => {
    await expect(streamed()).rejects.toMatchObject({ kind: 'server', partial: undefined });
    await expect(streamed(answer([{ text: 'a' }]), '{"candi')).rejects.toMatchObject({
      kind: 'interrupted',
      partial: { text: 'a' },
    });
  });

  it('delivers the events before a broken chunk before its error', async () => {
    async function* together(): AsyncGenerator<readonly string[]> {
      yield [JSON.stringify(answer([{ text: 'a' }])), JSON.stringify(answer([{ text: 'b' }])), 'broken'];
    }
    const seen: unknown[] = [];
    const reading = async () => {
      for await (const batch of fromChunks(together(), source)) seen.push(batch);
    };
    await expect(reading()).rejects.toMatchObject({ kind: 'interrupted', partial: { text: 'ab' } });
    expect(seen).toEqual([
      [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
    ]);
  });

  it('that breaks after the finish reason is complete', async () => {
    async function* breaking(): AsyncGenerator<readonly string[]> {
      yield* batches(answer([{ text: 'a' }], 'STOP'));
      throw new Error('socket hang up');
    }
    expect((await collect(fromBatches(fromChunks(breaking(), source)))).text).toBe('a');
    const aborted = { ...source, origin: { ...source.origin, signal: AbortSignal.abort('stopped') } };
    await expect(collect(fromBatches(fromChunks(breaking(), aborted)))).rejects.toBe('stopped');
  });

  it('with any content ends in an answer or a typed error, and pollutes no prototype', async () => {
    const key = fc.constantFrom(
      'candidates',
      'content',
      'parts',
      'functionCall',
      'error',
      '__proto__',
      'usageMetadata',
    );
    const { hostile } = fc.letrec((tie) => ({
      hostile: fc.oneof(
        { maxDepth: 5, depthSize: 'small' },
        fc.jsonValue(),
        fc.array(tie('hostile')),
        fc.dictionary(key, tie('hostile')),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { maxLength: 4 }), async (chunks) => {
        const asked = streamed(...chunks.map((chunk) => JSON.stringify(chunk)));
        const outcome = await asked.catch((error: unknown) => error);
        expect(outcome instanceof ProviderError || typeof (outcome as { text: unknown }).text).toBeTruthy();
        expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      }),
    );
  });

  it('of 100,000 chunks is read in linear time', async () => {
    const reader = createReader({ ...source, origin: { ...source.origin, maxToolCalls: 100_000 } });
    const chunk = answer([{ text: 'a' }, { functionCall: { name: 'f' } }]);
    let calls = 0;
    for (let count = 0; count < 100_000; count += 1) calls += reader.read(chunk).length;
    expect(calls).toBe(200_000);
  });
});
