import { describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import { InvalidAnswerError } from '../contract/errors.ts';
import type { StreamEvent } from '../contract/events.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { GenerateOptions } from '../options/options.ts';
import { fakeFinish, fakeProvider } from '../testing/index.ts';
import { readAll, thrown } from '../testing/samples.ts';

const text = (text: string): StreamEvent => ({ type: 'text', text });
const call = (id: string): StreamEvent => ({ type: 'tool-call', id, name: 'get', arguments: {} });

async function failure(answer: readonly StreamEvent[], options: Partial<GenerateOptions> = {}): Promise<unknown> {
  return thrown(new LLMClient({ provider: fakeProvider({ answer }) }).generate({ prompt: 'Hi', ...options }));
}

describe('an answer of any provider that is too large', () => {
  it.each<[string, readonly StreamEvent[], Partial<GenerateOptions>]>([
    ['text', [text('12345'), text('678901')], { maxAnswerBytes: 10 }],
    [
      'a medium',
      [text('12345'), { type: 'media', kind: 'image', mediaType: 'image/png', data: 'AAAAAA' }],
      { maxAnswerBytes: 10 },
    ],
    ['tool calls', [text('12345'), call('1'), call('2')], { maxToolCalls: 1 }],
  ])('is an error with the partial answer: %s', async (_, answer, options) => {
    const error = await failure(answer, options);
    expect(error).toBeInstanceOf(InvalidAnswerError);
    expect(error).toMatchObject({ code: 'answer_too_large', retryable: false, partial: { text: '12345' } });
  });

  it('includes an answer with too many parts', async () => {
    const answer = Array.from({ length: 10_001 }, (_, index) =>
      index % 2 ? text('a') : ({ type: 'reasoning', text: 'b' } as const),
    );
    expect(await failure(answer)).toMatchObject({ code: 'answer_too_large' });
  });

  it.each<[string, (place: number) => StreamEvent]>([
    ['sources', (place) => ({ type: 'source', source: { type: 'url', url: `https://a.example/${place}` } })],
    ['values in data', () => ({ type: 'text', text: '', providerData: { fake: { list: new Array(1000).fill(0) } } })],
  ])('includes an answer with too many %s', async (_, event) => {
    const answer = Array.from({ length: 50_001 }, (_, place) => event(place));
    expect(await failure(answer)).toMatchObject({ code: 'answer_too_large' });
  });

  it('is an error of the loop over a stream', async () => {
    const client = new LLMClient({ provider: fakeProvider({ answer: [text('12345'), text('678901')] }) });
    const stream = await client.generate({ prompt: 'Hi', stream: true, maxAnswerBytes: 10 });
    const { events, error } = await readAll(stream);
    expect([events, (error as InvalidAnswerError).code]).toEqual([['12345'], 'answer_too_large']);
  });

  it('does not include an answer at the limits', async () => {
    const client = new LLMClient({ provider: fakeProvider({ answer: [text('1234567890'), call('1'), fakeFinish()] }) });
    const answer = await client.generate({ prompt: 'Hi', maxAnswerBytes: 10, maxToolCalls: 1 });
    expect(answer.text).toBe('1234567890');
  });
});

describe('implausible numbers', () => {
  const price = { currency: 'USD', input: 1, output: 10 };
  const models: Readonly<Record<string, ModelInfo>> = {
    m: { id: 'm', input: ['text'], maxOutputTokens: 1000, prices: [price] },
  };
  const cost = { amount: -5, currency: 'USD', estimated: false };

  it.each([-1e9, 0.5, 1.7e308, Number.NaN])('reach neither result nor budget: %s tokens', async (inputTokens) => {
    const finish = fakeFinish({ model: 'm', usage: { inputTokens, outputTokens: 1 }, cost });
    const provider = fakeProvider({ models, answer: [text('Hi'), finish] });
    const client = new LLMClient({ provider, model: 'm', budget: { amount: 1, currency: 'USD' } });
    const answer = await client.generate('Hi');
    expect(answer.warnings.join()).toContain('implausible usage or cost');
    expect(answer.usage.inputTokens ?? 0).toBeGreaterThanOrEqual(0);
    expect(answer.cost?.amount ?? 0).toBeGreaterThanOrEqual(0);
    expect(client.spent?.amount).toBeGreaterThanOrEqual(0);
    expect(client.spent?.amount).toBeLessThan(1);
  });
});
