import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import { ConfigurationError, providerError } from '../contract/errors.ts';
import { type FakeAnswer, fakeFinish, fakeProvider } from '../testing/index.ts';
import { never, thrown } from '../testing/samples.ts';

const text = (text: string) => ({ type: 'text', text }) as const;
const clientOf = (answer: FakeAnswer) => new LLMClient({ provider: fakeProvider({ answer }), maxRetries: 0 });
const read = async (stream: AsyncIterable<unknown>) => {
  const seen: unknown[] = [];
  for await (const each of stream) seen.push(each);
  return seen;
};

describe('stream', () => {
  it('returns before the request is sent, and delivers the chunks', async () => {
    const stream = clientOf([text('Hello '), text('there.'), fakeFinish()]).stream('Hi');
    expect(await read(stream)).toEqual(['Hello ', 'there.']);
    expect((await stream.result).text).toBe('Hello there.');
  });

  it('throws the errors of the provider and of the options in the loop and in the result', async () => {
    const down = providerError('server', 'Down.', { provider: 'fake', status: 500 });
    for (const [options, kind] of [
      [{ prompt: 'Hi' }, 'server'],
      [{ prompt: 'Hi', temperature: -1 }, 'configuration'],
      [{ prompt: '' }, 'configuration'],
    ] as const) {
      expect(await thrown(read(clientOf([down]).stream(options)))).toMatchObject({ kind });
      expect(await thrown(clientOf([down]).stream(options).result)).toMatchObject({ kind });
    }
    // An unread stream that fails must not end the process with an unhandled rejection.
    clientOf([down]).stream('Hi');
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('aborts with the signal of the caller, and leaves no listener on it', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    await read(clientOf([text('Hello.'), fakeFinish()]).stream({ prompt: 'Hi', signal }));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    const stream = clientOf([never as never]).stream({ prompt: 'Hi', signal });
    const failed = thrown(read(stream));
    controller.abort(new Error('stopped'));
    expect(await failed).toMatchObject({ message: 'stopped' });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('ends the request if it is left before the first chunk', async () => {
    const stream = clientOf([never as never]).stream('Hi');
    const reading = read(stream).catch(() => 'ended');
    await stream[Symbol.asyncDispose]();
    expect(await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 5000, 'hangs'))])).not.toBe(
      'hangs',
    );
  });

  it('can be read once', async () => {
    const stream = clientOf([text('Hello.'), fakeFinish()]).stream('Hi');
    await read(stream);
    expect(() => stream.events()).toThrow('already read');
  });
});

describe('partial objects', () => {
  const schema = { type: 'object', properties: { city: { type: 'string' }, size: { type: 'number' } } };

  it('grow with the answer and end with the validated object', async () => {
    const stream = clientOf([
      text('```json\n{"ci'),
      text('ty":"Os'),
      text('lo","size":7'),
      text('}\n```'),
      fakeFinish(),
    ]).stream({
      prompt: 'Where?',
      schema,
    });
    const seen = await read(stream.objects());
    expect(seen.slice(0, 3)).toEqual([{}, { city: 'Os' }, { city: 'Oslo' }]);
    expect(seen.at(-1)).toEqual({ city: 'Oslo', size: 7 });
  });

  it('end with an error if the answer does not match the schema', async () => {
    const stream = clientOf([text('{"city":7}'), fakeFinish()]).stream({ prompt: 'Where?', schema });
    expect(await thrown(read(stream.objects()))).toMatchObject({ kind: 'invalid_answer', code: 'schema_mismatch' });
  });
});

describe('web streams and responses', () => {
  const answer: FakeAnswer = [
    { type: 'reasoning', text: 'Hm.' },
    text('Hello '),
    text('ö.'),
    { type: 'tool-call-delta', id: 'c1', name: 'look', delta: '{"at":' },
    { type: 'tool-call-delta', id: 'c1', name: 'look', delta: '1}' },
    { type: 'tool-call', id: 'c1', name: 'look', arguments: { at: 1 } },
    fakeFinish({ finishReason: 'tool_calls' }),
  ];

  it('carry the text by default', async () => {
    expect(await new Response(clientOf(answer).stream('Hi').toReadableStream()).text()).toBe('Hello ö.');
    const response = clientOf(answer)
      .stream('Hi')
      .toResponse({ headers: { 'x-a': 'b' }, status: 201 });
    expect([response.status, response.headers.get('x-a')]).toEqual([201, 'b']);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await response.text()).toBe('Hello ö.');
  });

  it('carry all events as lines of JSON or as server-sent events', async () => {
    const lines = (await clientOf(answer).stream('Hi').toResponse({ format: 'jsonl' }).text()).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).type)).toEqual([
      'reasoning',
      'text',
      'text',
      'tool-call-delta',
      'tool-call-delta',
      'tool-call',
      'finish',
    ]);
    const sse = await clientOf(answer).stream('Hi').toResponse({ format: 'sse' }).text();
    expect(sse).toMatch(/^data: \{"type":"reasoning"/);
    expect(sse.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('report a failure without its details, in every format that has a place for it', async () => {
    const secret = providerError('rate_limit', 'Account acct-123 is over its limit.', { provider: 'fake' });
    for (const format of ['sse', 'jsonl', 'ui-message'] as const) {
      const body = await clientOf([text('Hel'), secret])
        .stream('Hi')
        .toResponse({ format })
        .text();
      expect(body).toContain('The answer failed (rate_limit).');
      expect(body).not.toContain('acct-123');
    }
    const told = clientOf([text('Hel'), secret])
      .stream('Hi')
      .toResponse({ format: 'sse', onError: () => 'Try later.' });
    expect(await told.text()).toContain('Try later.');
    expect(
      await thrown(
        clientOf([text('Hel'), secret])
          .stream('Hi')
          .toResponse()
          .text(),
      ),
    ).toBeInstanceOf(Error);
  });

  it('close the request if the reader cancels', async () => {
    const stream = clientOf([text('Hello.'), never as never]).stream('Hi');
    const reader = stream.toReadableStream().getReader();
    await reader.read();
    await reader.cancel();
    expect(await thrown(stream.result)).toMatchObject({ name: 'AbortError' });
  });

  it('refuse a format that does not exist', async () => {
    const error = await thrown(() =>
      clientOf(answer)
        .stream('Hi')
        .toResponse({ format: 'xml' as never }),
    );
    expect(error).toBeInstanceOf(ConfigurationError);
  });
});
