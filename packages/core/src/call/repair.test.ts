import { describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import { InvalidAnswerError } from '../contract/errors.ts';
import { type FakeAnswer, fakeFinish, fakeProvider } from '../testing/index.ts';
import { thrown } from '../testing/samples.ts';

const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const usage = { inputTokens: 10, outputTokens: 5, totalTokens: 15 };
const said = (text: string): FakeAnswer => [{ type: 'text', text }, fakeFinish({ usage })];

function clientOf(...answers: readonly FakeAnswer[]) {
  let calls = 0;
  const provider = fakeProvider({ answer: () => answers[Math.min(calls++, answers.length - 1)] as never });
  return { client: new LLMClient({ provider }), requests: provider.requests };
}

describe('repair', () => {
  it('sends an answer that does not match the schema back with the problem', async () => {
    const { client, requests } = clientOf(said('{"city":7}'), said('{"city":"Oslo"}'));
    const result = await client.generate({ prompt: 'Where?', schema, repair: 2 });
    expect(result).toMatchObject({ object: { city: 'Oslo' }, text: '{"city":"Oslo"}' });
    expect(result.usage).toMatchObject({ inputTokens: 20, outputTokens: 10 });
    expect(result.attempts).toHaveLength(2);
    expect(requests[1]?.messages).toMatchObject([
      { role: 'user', content: 'Where?' },
      { role: 'assistant', content: [{ type: 'text', text: '{"city":7}' }] },
      { role: 'user', content: expect.stringContaining('city: must be a string, not 7') },
    ]);
  });

  it('ends with the last problem after the given number of repairs', async () => {
    const { client, requests } = clientOf(said('Oslo, I think.'));
    const error = await thrown(client.generate({ prompt: 'Where?', schema, repair: 2 }));
    expect(error).toBeInstanceOf(InvalidAnswerError);
    expect(error).toMatchObject({ code: 'not_json', attempts: [{}, {}, {}] });
    expect(requests).toHaveLength(3);
  });

  it('is off by default, and does not repair a refusal', async () => {
    const wrong = clientOf(said('{}'));
    await thrown(wrong.client.generate({ prompt: 'Where?', schema }));
    expect(wrong.requests).toHaveLength(1);
    const declined = clientOf([{ type: 'refusal', text: 'No.' }, fakeFinish()]);
    const error = await thrown(declined.client.generate({ prompt: 'Where?', schema, repair: 2 }));
    expect([error, declined.requests.length]).toMatchObject([{ code: 'refusal' }, 1]);
  });

  it('delivers a stream that contains the valid answer only', async () => {
    const { client } = clientOf(said('{"city":7}'), said('{"city":"Oslo"}'));
    const stream = client.stream({ prompt: 'Where?', schema, repair: 1 });
    let text = '';
    for await (const chunk of stream) text += chunk;
    expect(text).toBe('{"city":"Oslo"}');
    expect(await stream.result).toMatchObject({ object: { city: 'Oslo' }, attempts: [{}, {}] });
  });
});
