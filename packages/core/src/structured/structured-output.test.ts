import { describe, expect, it } from 'vitest';
import { InvalidAnswerError } from '../contract/errors.ts';
import type { GenerateResult } from '../contract/result.ts';
import type { StandardSchema } from '../contract/schema.ts';
import { thrown } from '../testing/samples.ts';
import { withObject } from './structured-output.ts';

const answer = (text: string, fields: Partial<GenerateResult> = {}): GenerateResult => ({
  text,
  toolCalls: [],
  sources: [],
  content: [{ type: 'text', text }],
  finishReason: 'stop',
  model: 'fake-1',
  provider: 'fake',
  id: 'r1',
  usage: { outputTokens: 3 },
  cached: false,
  attempts: [{ provider: 'fake', model: 'fake-1', startedAt: 1, duration: 1 }],
  warnings: [],
  ...fields,
});

const library = (validate: StandardSchema['~standard']['validate']): StandardSchema => ({
  '~standard': { version: 1, vendor: 'lib', validate },
});

describe('withObject', () => {
  it('returns an answer unchanged without a schema', async () => {
    const result = answer('{}');
    expect(await withObject(result, { schema: undefined })).toBe(result);
  });

  it.each(['{"city":"Oslo"}', ' {"city":"Oslo"}\n', '```json\n{"city":"Oslo"}\n```', '\n```\n{"city":"Oslo"}```\n'])(
    'reads %j',
    async (text) => {
      expect((await withObject(answer(text), { schema: { type: 'object' } })).object).toEqual({ city: 'Oslo' });
    },
  );

  it.each([
    ['{"city":7}', 'city'],
    ['{}', 'city'],
    ['["Oslo"]', 'object'],
  ])('rejects %s with an explanation if it violates the JSON Schema', async (text, word) => {
    const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const error = await thrown(withObject(answer(text), { schema }));
    expect(error).toBeInstanceOf(InvalidAnswerError);
    expect(error).toMatchObject({ partial: { text }, message: expect.stringContaining('does not match the schema') });
    expect(String(error)).toContain(word);
  });

  it.each([library((value) => ({ value: [value] })), library(async (value) => ({ value: [value] }))])(
    "gives what a library's validator makes of it, sample %#",
    async (schema) => expect((await withObject(answer('1'), { schema })).object).toEqual([1]),
  );

  it('has no object for an answer with tool calls, or for a refusal in a call with tools', async () => {
    const calling = answer('', { toolCalls: [{ id: 'c1', name: 'look', arguments: {} }], finishReason: 'tool_calls' });
    expect(await withObject(calling, { schema: { type: 'object' } })).toBe(calling);
    const declined = answer('', { refusal: 'No.' });
    expect(await withObject(declined, { schema: { type: 'object' }, tools: [{}] })).toBe(declined);
  });

  it('fails for a refusal, because the object is missing', async () => {
    const error = await thrown(withObject(answer('', { refusal: 'No.' }), { schema: { type: 'object' } }));
    expect(error).toBeInstanceOf(InvalidAnswerError);
    expect(error).toMatchObject({ code: 'refusal', message: expect.stringContaining('declined to answer: No.') });
  });

  it.each([
    ['Here you are.', 'stop', 'it is not JSON'],
    ['', 'stop', 'it is not JSON'],
    ['{"city":"Os', 'length', 'it was cut at the token limit'],
  ] as const)('fails for %j (%s), with the answer', async (text, finishReason, why) => {
    const result = answer(text, { finishReason });
    const error = await thrown(withObject(result, { schema: { type: 'object' } }));
    expect(error).toBeInstanceOf(InvalidAnswerError);
    expect(error).toMatchObject({ kind: 'invalid_answer', provider: 'fake', requestId: 'r1', retryable: false });
    expect(error).toMatchObject({ partial: { text, usage: { outputTokens: 3 } }, attempts: result.attempts });
    expect(String(error)).toContain(why);
    expect((error as Error).cause).toBeInstanceOf(SyntaxError);
  });

  it('fails if the validator rejects the object, with the path of the problem', async () => {
    const issues = [
      { message: 'Required', path: ['city', { key: 'name' }, 0] },
      { message: 'Too short', path: [] },
      { message: 'Odd' },
    ];
    const error = await thrown(withObject(answer('{}'), { schema: library(() => ({ issues })) }));
    expect(error).toBeInstanceOf(InvalidAnswerError);
    expect(String(error)).toContain('city.name.0: Required; Too short; Odd.');
  });
});
