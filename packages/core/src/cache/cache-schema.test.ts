import { describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import { InvalidAnswerError } from '../contract/errors.ts';
import type { StandardSchema } from '../contract/schema.ts';
import { fakeProvider } from '../testing/index.ts';
import { thrown } from '../testing/samples.ts';
import { memoryStore } from './stores/memory-store.ts';

const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };

function clientOf(...answers: readonly string[]): { client: LLMClient; asked: () => number } {
  const provider = fakeProvider({ answer: (_, attempt) => answers[attempt - 1] ?? 'none' });
  const client = new LLMClient({ provider, enableCache: true, cache: memoryStore(), enableRetries: false });
  return { client, asked: () => provider.requests.length };
}

/** Returns a schema that requires a name of `length` letters. Its JSON Schema does not contain this rule. */
const ofLength = (length: number): StandardSchema<{ city: string }> => ({
  '~standard': {
    version: 1,
    vendor: 'own',
    validate(value) {
      const { city } = value as { city: string };
      return city.length === length ? { value: { city } } : { issues: [{ message: `Expected ${length} letters` }] };
    },
    jsonSchema: { input: () => schema, output: () => schema },
  },
});

describe('a cached answer with a schema', () => {
  it.each([false, true])('never violates the schema (stream: %s)', async (stream) => {
    const { client, asked } = clientOf('{"city": 7}', 'no JSON', '{"city": "Oslo"}');
    const ask = async (): Promise<unknown> => {
      const answer = await client.generate({ prompt: 'Where?', schema, stream });
      return 'events' in answer ? (await answer.result).object : answer.object;
    };
    expect(await thrown(ask())).toBeInstanceOf(InvalidAnswerError);
    expect(await thrown(ask())).toBeInstanceOf(InvalidAnswerError);
    expect(await ask()).toEqual({ city: 'Oslo' });
    expect(await ask()).toEqual({ city: 'Oslo' });
    expect(asked()).toBe(3);
  });

  it('is requested again if it violates the schema of this call', async () => {
    const { client, asked } = clientOf('{"city": "Oslo"}', '{"city": "Paris"}');
    const ask = (length: number): Promise<unknown> =>
      client.generate({ prompt: 'Where?', schema: ofLength(length) }).then(({ object }) => object);
    expect(await ask(4)).toEqual({ city: 'Oslo' });
    expect(await ask(5)).toEqual({ city: 'Paris' });
    expect(await ask(5)).toEqual({ city: 'Paris' });
    expect(asked()).toBe(2);
  });
});
