import { createProvider, LLMClient, QuotaExceededError, RateLimitError, StreamInterruptedError } from '@rephysco/core';
import { describe, expect, it } from 'vitest';
import { sim } from './index.ts';
import './register.ts';

const client = (): LLMClient => new LLMClient({ provider: 'sim', baseDelay: 0.001 });

describe('the sim provider', () => {
  it('is registered by its own entry point', () => {
    expect(createProvider('sim').name).toBe('sim');
  });

  it('answers without a service, with the same text streamed', async () => {
    await using llm = client();
    const prompt = 'What makes bread rise?';
    const answer = await llm.generate({ prompt });
    expect(answer.text).toContain('bread rise');
    expect(answer.text).toContain('simulated');
    const pieces: string[] = [];
    const stream = await llm.generate({ prompt, stream: true });
    for await (const piece of stream) pieces.push(piece);
    expect(pieces.join('')).toBe(answer.text);
    expect(pieces.length).toBeGreaterThan(10);
    expect((await stream.result).usage).toEqual(answer.usage);
  });

  it('thinks before the answer if the model thinks', async () => {
    await using llm = client();
    const answer = await llm.generate({ prompt: 'What makes bread rise?', model: 'sim-reasoning' });
    expect(answer.reasoning).toContain('simulated thinking');
    expect(answer.usage.reasoningTokens).toBeGreaterThan(0);
  });

  it('fails on request, and answers the retry', async () => {
    await using llm = client();
    const answer = await llm.generate({ prompt: 'hello', providerOptions: { fail: '503x2' } });
    expect(answer.attempts.map((attempt) => attempt.error)).toEqual(['overloaded', 'overloaded', undefined]);
  });

  it('throws the typed error of the fault', async () => {
    const failing = async (fail: string): Promise<unknown> => {
      await using llm = new LLMClient({ provider: sim.create(), enableRetries: false });
      return llm.generate({ prompt: 'hello', providerOptions: { fail } }).catch((error: unknown) => error);
    };
    const limited = await failing('429@7');
    expect(limited).toBeInstanceOf(RateLimitError);
    expect(limited).toMatchObject({ retryAfter: 7, status: 429, retryable: true });
    expect(await failing('quota')).toBeInstanceOf(QuotaExceededError);
    const cut = await failing('cut@3');
    expect(cut).toBeInstanceOf(StreamInterruptedError);
    expect(cut).toMatchObject({ partial: { text: '(simulated' } });
    expect(await failing('nonsense')).toMatchObject({ message: expect.stringContaining("Unknown fault 'nonsense'") });
  });

  it('stalls on request until the caller leaves', async () => {
    await using llm = client();
    const controller = new AbortController();
    const stream = await llm.generate({
      prompt: 'hello',
      stream: true,
      signal: controller.signal,
      providerOptions: { fail: 'stall@2' },
    });
    const pieces: string[] = [];
    const reading = (async () => {
      for await (const piece of stream) if (pieces.push(piece) === 2) controller.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
    expect(pieces).toHaveLength(2);
  });

  it('embeds and counts tokens', async () => {
    await using llm = client();
    const { embeddings } = await llm.embed({ input: ['bread', 'bread and butter', 'tax law'] });
    const [bread = [], butter = [], tax = []] = embeddings;
    const cosine = (one: number[], other: number[]): number =>
      one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
    expect(cosine(bread, bread)).toBeCloseTo(1);
    expect(cosine(bread, butter)).toBeGreaterThan(cosine(bread, tax));
  });
});
