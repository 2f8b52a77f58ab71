import { ProviderError, type StreamEvent } from '@rephysco/core';
import { collect, fromBatches, type WireEvent } from '@rephysco/core/provider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromChunks } from './from-chunks.ts';
import type { Source } from './from-completion.ts';

const dialect = { name: 'test' };
const source: Source = {
  dialect,
  origin: { service: dialect, baseURL: 'http://127.0.0.1/v1', secrets: ['made-up-key'], signal: undefined },
  model: 'asked',
  warnings: [],
};

async function* batches(...events: readonly (string | object)[]): AsyncGenerator<readonly WireEvent[]> {
  for (const event of events) yield [{ data: typeof event === 'string' ? event : JSON.stringify(event) }];
}

const delta = (content: string, finish_reason?: string): object => ({
  id: 'chatcmpl-1',
  model: 'answered',
  choices: [{ index: 0, delta: { content }, ...(finish_reason !== undefined && { finish_reason }) }],
});

const answer = (...events: readonly (string | object)[]) =>
  collect(fromBatches(fromChunks(batches(...events), source)));

async function failure(...events: readonly (string | object)[]): Promise<ProviderError> {
  return answer(...events).then(
    () => expect.fail('it answered'),
    (error: unknown) => error as ProviderError,
  );
}

describe('fromChunks', () => {
  it('yields text chunk by chunk and ends with the last usage', async () => {
    const seen: StreamEvent[] = [];
    const usage = (completion_tokens: number) => ({
      prompt_tokens: 3,
      completion_tokens,
      total_tokens: 3 + completion_tokens,
    });
    const events = batches({ ...delta('Hel'), usage: usage(1) }, { ...delta('lo', 'stop'), usage: usage(2) }, '[DONE]');
    for await (const event of fromBatches(fromChunks(events, source))) seen.push(event);
    expect(seen.map((event) => (event.type === 'text' ? event.text : event.type))).toEqual(['Hel', 'lo', 'finish']);
    expect(seen.at(-1)).toMatchObject({
      finishReason: 'stop',
      model: 'answered',
      id: 'chatcmpl-1',
      usage: { outputTokens: 2 },
    });
  });

  it('reads nothing after the end marker', async () => {
    let left = false;
    async function* stream(): AsyncGenerator<readonly WireEvent[]> {
      try {
        yield* batches(delta('Hi', 'stop'), '[DONE]');
        yield* batches(delta(' and more'));
      } finally {
        left = true;
      }
    }
    const { text } = await collect(fromBatches(fromChunks(stream(), source)));
    expect([text, left]).toEqual(['Hi', true]);
  });

  it('ends at the end marker, with an unknown finish reason if there is none', async () => {
    expect((await answer(delta('Hi', ''), '[DONE]')).finishReason).toBe('other');
  });

  it('is an error with the partial answer if the stream ends early', async () => {
    const error = await failure(delta('Hel'), delta('lo'));
    expect([error.kind, error.retryable, error.partial?.text]).toEqual(['interrupted', true, 'Hello']);
  });

  it('is an error at a line that is not JSON, and at one that contains an error', async () => {
    expect((await failure(delta('Hel'), '{"choices":[{"del')).kind).toBe('interrupted');
    const error = await failure(delta('Hel'), { error: { message: 'Too busy, key made-up-key', code: 'overloaded' } });
    expect([error.kind, error.code, error.partial?.text]).toEqual(['overloaded', 'overloaded', 'Hel']);
    expect(error.message).not.toContain('made-up-key');
  });

  it('keeps an answer whose connection breaks after its finish reason', async () => {
    async function* stream(): AsyncGenerator<readonly WireEvent[]> {
      yield* batches(delta('Whole.', 'stop'));
      throw new Error('socket hang up');
    }
    expect((await collect(fromBatches(fromChunks(stream(), source)))).text).toBe('Whole.');
  });

  it('ignores chunks without a choice and all choices but the first', async () => {
    const other = { choices: [{ index: 1, delta: { content: 'no' }, finish_reason: 'stop' }] };
    expect((await answer(other, {}, { choices: null }, delta('yes', 'stop'), other)).text).toBe('yes');
  });

  it('ends with one finish or a typed error for any stream, and pollutes no prototype', async () => {
    const hostile = fc.oneof(
      fc.json(),
      fc.anything().map((value) => JSON.stringify(value) ?? 'null'),
      fc.constant('[DONE]'),
    );
    const chunk = fc.record({
      choices: fc.array(fc.record({ index: fc.anything(), delta: fc.anything(), finish_reason: fc.anything() })),
    });
    const event = fc.oneof(
      hostile,
      chunk.map((value) => JSON.stringify(value) ?? 'null'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event), async (events) => {
        const outcome = await answer(...events, '{"__proto__":{"polluted":1}}').catch((error: unknown) => error);
        expect(
          outcome instanceof ProviderError || (outcome as { finishReason?: unknown }).finishReason !== undefined,
        ).toBe(true);
        expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      }),
    );
  });

  it('ends with a typed error for extremely deep nesting', async () => {
    const deep = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const error = await answer(delta('ok'), deep, delta('more', 'stop')).catch((error: unknown) => error);
    expect(error).toMatchObject({ kind: 'invalid_answer', code: 'answer_too_large', partial: { text: 'ok' } });
  });
});
