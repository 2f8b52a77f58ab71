import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import { ConfigurationError, TimeoutError } from '../contract/errors.ts';
import type { StreamEvent, ToolCallEvent } from '../contract/events.ts';
import { type ContentPart, messageParts } from '../contract/message.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { StandardSchema } from '../contract/schema.ts';
import type { Tool } from '../contract/tool.ts';
import type { GenerateOptions } from '../options/options.ts';
import { type FakeAnswer, fakeFinish, fakeProvider } from '../testing/index.ts';
import { never, readAll, thrown } from '../testing/samples.ts';

const call = (id: string, args: unknown = { city: 'Bergen' }, name = 'weather'): ToolCallEvent => ({
  type: 'tool-call',
  id,
  name,
  arguments: args,
});
const cost = { amount: 0.5, currency: 'USD', estimated: true };
const calls = (...events: ToolCallEvent[]): StreamEvent[] => [
  { type: 'text', text: 'Let me see. ' },
  ...events,
  fakeFinish({ finishReason: 'tool_calls', cost }),
];
const answer: StreamEvent[] = [{ type: 'text', text: 'It rains.' }, fakeFinish({ cost })];

const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const weather: Tool = { name: 'weather', parameters, execute: ({ city }: { city: string }) => ({ city, rain: true }) };

/** Returns a client whose provider returns the answers in order and repeats the last one. */
function client(answers: readonly FakeAnswer[], options: object = {}) {
  const provider = fakeProvider({ answer: (_, attempt) => answers[attempt - 1] ?? answers.at(-1) ?? '' });
  return { provider, client: new LLMClient({ provider, tools: [weather], enableRetries: false, ...options }) };
}

/** Returns the tool results of the last request. */
const shown = ({ requests }: { readonly requests: readonly GenerateRequest[] }): readonly ContentPart[] =>
  requests.at(-1)?.messages.slice(-1).flatMap(messageParts) ?? [];

describe('tools with `execute`', () => {
  it('run until the model answers, and the usage of all requests is added up', async () => {
    const { client: own, provider } = client([calls(call('1'), call('2', { city: 'Oslo' })), calls(call('3')), answer]);
    const result = await own.generate({ prompt: 'Rain?', toolChoice: 'required' });
    expect([result.text, result.finishReason, result.toolCalls]).toEqual(['It rains.', 'stop', []]);
    expect(result.usage).toEqual({ inputTokens: 9, outputTokens: 6, totalTokens: 15 });
    expect([result.cost, result.attempts.length]).toEqual([{ ...cost, amount: 1.5, complete: true }, 3]);
    expect(result.steps?.map(({ role }) => role)).toEqual(['assistant', 'tool', 'assistant', 'tool']);
    expect(provider.requests[2]?.messages).toEqual([{ role: 'user', content: 'Rain?' }, ...(result.steps ?? [])]);
    expect(result.steps?.[1]?.content).toEqual([
      { type: 'tool-result', id: '1', name: 'weather', output: { city: 'Bergen', rain: true } },
      { type: 'tool-result', id: '2', name: 'weather', output: { city: 'Oslo', rain: true } },
    ]);
    expect(provider.requests.map(({ toolChoice }) => toolChoice)).toEqual(['required', undefined, undefined]);
    expect(provider.requests[0]?.tools).toEqual([{ name: 'weather', parameters }]);
  });

  it('run during a streamed answer, which has one finish', async () => {
    const { client: own } = client([calls(call('1')), answer]);
    const { events } = await readAll((await own.generate({ prompt: 'Rain?', stream: true })).events());
    expect(events.map(({ type }) => type)).toEqual(['text', 'tool-call', 'tool-result', 'text', 'finish']);
    const stream = await client([calls(call('1')), answer]).client.generate({ prompt: 'Rain?', stream: true });
    expect((await readAll(stream)).events).toEqual(['Let me see. ', 'It rains.']);
    const whole = await stream.result;
    const plain = await client([calls(call('1')), answer]).client.generate({ prompt: 'Rain?' });
    expect({ ...whole, attempts: [] }).toEqual({ ...plain, attempts: [] });
  });

  it('enter a conversation with their calls and results, which are sent again', async () => {
    const { client: own, provider } = client([calls(call('1')), answer]);
    await own.chat('Rain?');
    expect(own.conversation.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant']);
    await own.chat('And now?');
    expect(provider.requests[2]?.messages).toEqual(own.conversation.messages.slice(0, 5));
  });

  it('stop after maxSteps answers, with a warning', async () => {
    const { client: own, provider } = client([calls(call('1'))]);
    const result = await own.generate({ prompt: 'Rain?', maxSteps: 3 });
    expect([provider.requests.length, result.finishReason, result.toolCalls.length]).toEqual([3, 'tool_calls', 1]);
    expect(result.warnings).toEqual([expect.stringContaining("option 'maxSteps' (3)")]);
    await own.generate('Rain?');
    expect(provider.requests.length).toBe(3 + 8);
  });

  it('leave calls of other tools to the caller', async () => {
    const tools = [weather, { name: 'ask_user' }];
    const { client: own, provider } = client([calls(call('1'), call('2', {}, 'ask_user'))], { tools });
    const result = await own.generate('Rain?');
    expect([provider.requests.length, result.toolCalls.length, result.steps]).toEqual([1, 2, undefined]);
  });

  it('do not affect an answer without tool calls', async () => {
    const { client: own } = client(['Hi.']);
    expect((await own.generate({ prompt: 'Hi', tools: [{ name: 'look' }] })).steps).toBe(undefined);
  });
});

const even: StandardSchema<number> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => {
      const { number } = value as { number: number };
      return number % 2 ? { issues: [{ message: 'is odd', path: ['number'] }] } : { value: number / 2 };
    },
    jsonSchema: { input: () => ({ type: 'object' }), output: () => ({}) },
  },
};

describe('the result of a tool for the model', () => {
  it.each<[string, Partial<Tool>, unknown, unknown]>([
    ['text unchanged', { execute: () => 'wet' }, {}, { output: 'wet' }],
    [
      'JSON for anything else',
      { execute: () => ({ at: new Date(0) }) },
      {},
      { output: { at: '1970-01-01T00:00:00.000Z' } },
    ],
    ['`Done.` for undefined', { execute: () => undefined }, {}, { output: 'Done.' }],
    [
      'the error that it throws',
      { execute: () => Promise.reject(new Error('No wires.')) },
      {},
      { output: 'No wires.', isError: true },
    ],
    [
      'the nearest JSON for values without a JSON form',
      { execute: () => ({ rows: 3n, seats: new Map([['a', 1]]) }) },
      {},
      { output: { rows: 3, seats: { a: 1 } } },
    ],
    ['the result for the parsed arguments', { parameters: even, execute: String }, { number: 4 }, { output: '2' }],
    [
      'the problem that its schema reports',
      { parameters: even, execute: String },
      { number: 3 },
      { output: 'The arguments do not match the parameters of the tool: number: is odd.', isError: true },
    ],
    [
      'an error for missing arguments',
      { parameters, execute: String },
      {},
      { output: 'The arguments do not match the parameters of the tool: city: is missing.', isError: true },
    ],
    [
      'an error for arguments of a wrong type',
      { parameters, execute: String },
      { city: 7 },
      {
        output: 'The arguments do not match the parameters of the tool: city: must be a string, not 7.',
        isError: true,
      },
    ],
    [
      'an error with the first of many problems',
      { parameters: { type: 'object', additionalProperties: { type: 'null' } }, execute: String },
      Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`key${index}`, index])),
      { output: expect.stringMatching(/key7: must be null, not 7; and 12 more\.$/), isError: true },
    ],
    [
      'an error for arguments that are not an object',
      { parameters, execute: String },
      '{"city":',
      { output: expect.stringContaining('must be a JSON object'), isError: true },
    ],
    ['the result for an empty object without arguments', { execute: (args) => args }, '', { output: {} }],
  ])('is %s', async (_, tool, args, output) => {
    const { client: own, provider } = client([calls(call('1', args)), answer], {
      tools: [{ name: 'weather', ...tool }],
    });
    await own.generate('Rain?');
    expect(shown(provider)).toEqual([{ type: 'tool-result', id: '1', name: 'weather', ...(output as object) }]);
  });

  it('is an error if the tool is unknown', async () => {
    const { client: own, provider } = client([calls(call('1', {}, 'wether')), answer]);
    await own.generate('Rain?');
    expect(shown(provider)).toMatchObject([{ isError: true, output: "There is no tool 'wether'." }]);
  });
});

describe('running tools', () => {
  it('requests approval first, one call at a time', async () => {
    const asked: string[] = [];
    const approve = async ({ id }: { id: string }) => {
      asked.push(`${id}?`);
      await Promise.resolve();
      asked.push(`${id}!`);
      return id === '2';
    };
    const { client: own, provider } = client([calls(call('1'), call('2')), answer], { approve });
    await own.generate('Rain?');
    expect(asked).toEqual(['1?', '1!', '2?', '2!']);
    expect(shown(provider)).toMatchObject([{ isError: true, output: 'This call was not allowed.' }, { id: '2' }]);
    const broken = () => {
      throw new Error('No terminal.');
    };
    const other = client([calls(call('1'))]).client;
    expect(String(await thrown(other.generate({ prompt: 'Rain?', approve: broken })))).toBe('Error: No terminal.');
  });

  it('limits concurrent tools, and keeps the order of the calls', async () => {
    let now = 0;
    let most = 0;
    const execute = async (_: unknown, { id }: { id: string }) => {
      now += 1;
      most = Math.max(most, now);
      for (let turn = Number(id); turn > 0; turn -= 1) await Promise.resolve();
      now -= 1;
      return id;
    };
    const many = Array.from({ length: 9 }, (_, index) => call(String(9 - index)));
    const { client: own, provider } = client([calls(...many), answer], {
      tools: [{ name: 'weather', execute }],
      toolConcurrency: 3,
    });
    await own.generate('Rain?');
    expect([
      most,
      shown(provider)
        .map((part) => 'output' in part && part.output)
        .join(''),
    ]).toEqual([3, '987654321']);
  });

  it('ends with the call, aborts tools, and does not wait for one that ignores the signal', async () => {
    const controller = new AbortController();
    const seen: AbortSignal[] = [];
    const execute = (_: unknown, { signal }: { signal: AbortSignal }) => {
      seen.push(signal);
      controller.abort(new Error('Enough.'));
      return never;
    };
    const { client: own, provider } = client([calls(call('1')), answer], { tools: [{ name: 'weather', execute }] });
    const error = await thrown(own.chat({ message: 'Rain?', signal: controller.signal }));
    expect([String(error), seen[0]?.aborted, provider.requests.length]).toEqual(['Error: Enough.', true, 1]);
    expect(own.conversation.interrupted).toMatchObject({ reason: 'Enough.', content: [{ type: 'text' }, { id: '1' }] });
    expect(getEventListeners(controller.signal, 'abort').length).toBe(0);
  });

  it('keeps the results of finished tools when the call is stopped', async () => {
    const controller = new AbortController();
    const execute = (_: unknown, { id }: { id: string }): unknown => {
      if (id === '1') return 'Booked.';
      controller.abort(new Error('Enough.'));
      return never;
    };
    const { client: own, provider } = client([calls(call('1'), call('2'), call('3')), answer, answer], {
      tools: [{ name: 'weather', execute }],
      toolConcurrency: 1,
    });
    await thrown(own.chat({ message: 'Rain?', signal: controller.signal }));
    const [called, results] = own.conversation.interrupted?.steps ?? [];
    expect(called).toMatchObject({
      role: 'assistant',
      content: expect.arrayContaining([expect.objectContaining({ id: '3' })]),
    });
    const stopped = { isError: true, output: 'The call was stopped before this tool had finished.' };
    expect(results?.content).toMatchObject([
      { id: '1', output: 'Booked.' },
      { id: '2', ...stopped },
      { id: '3', ...stopped },
    ]);
    expect(provider.requests).toHaveLength(1);
  });

  it('passes a separate copy of the arguments to each tool, which it can change', async () => {
    const execute = (args: unknown): string => {
      Object.assign(args as object, { city: 'changed', added: true });
      return 'ok';
    };
    const approve = ({ arguments: args }: { arguments: unknown }): boolean =>
      Boolean(Object.assign(args as object, { b: 1 }));
    const { client: own, provider } = client([calls(call('1', { city: 'Oslo' })), answer], {
      tools: [{ name: 'weather', execute }],
      approve,
    });
    const result = await own.generate('Rain?');
    const said = { type: 'tool-call', id: '1', arguments: { city: 'Oslo' } };
    expect(provider.requests[1]?.messages.at(-2)?.content).toEqual([expect.anything(), expect.objectContaining(said)]);
    expect(result.steps?.[0]?.content).toEqual([expect.anything(), expect.objectContaining(said)]);
  });

  it('sends media as media, after all results', async () => {
    const url = 'data:image/png;base64,iVBORw0KGgo=';
    const execute = (): unknown => ({ title: 'Page', shot: { type: 'image', url } });
    const { client: own, provider } = client([calls(call('1'), call('2')), answer], {
      tools: [{ name: 'weather', execute }],
    });
    await own.generate('Rain?');
    const label = { type: 'text', text: '[image 1 of the result of weather]' };
    const image = { type: 'image', url };
    expect(provider.requests[1]?.messages.at(-1)?.content).toMatchObject([
      { id: '1', output: { title: 'Page', shot: '[image 1]' } },
      { id: '2' },
      label,
      image,
      label,
      image,
    ]);
  });

  it('omits unsupported media with a warning', async () => {
    const execute = (): unknown => ({ type: 'audio', data: 'AAAA', mimeType: 'audio/mp3' });
    const { client: own, provider } = client([calls(call('1')), answer], { tools: [{ name: 'weather', execute }] });
    await own.generate('Rain?');
    expect(provider.requests[1]?.messages.at(-1)?.content).toMatchObject([
      { output: '[audio 1]' },
      { type: 'text', text: '[audio 1 of the result of weather, which this model cannot take]' },
    ]);
  });

  it('ends when the reader of a stream leaves', async () => {
    const begun = Promise.withResolvers<AbortSignal>();
    const execute = (_: unknown, { signal }: { signal: AbortSignal }) => {
      begun.resolve(signal);
      return never;
    };
    const { client: own } = client([calls(call('1')), answer], { tools: [{ name: 'weather', execute }] });
    const stream = await own.generate({ prompt: 'Rain?', stream: true });
    const reading = readAll(stream);
    const signal = await begun.promise;
    await stream[Symbol.asyncDispose]();
    await reading;
    expect(signal.aborted).toBe(true);
  });

  it('has one time limit for all steps', async () => {
    const { client: own } = client([calls(call('1')), answer], { tools: [{ name: 'weather', execute: () => never }] });
    const error = await thrown(own.generate({ prompt: 'Rain?', timeout: { total: 0.02 } }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ phase: 'total' });
  });

  it('keeps the finished steps if a later answer fails', async () => {
    const { client: own } = client([calls(call('1')), [{ type: 'text', text: 'It' }, new Error('Cut.')]]);
    await thrown((await own.chat({ message: 'Rain?', stream: true })).result);
    const { interrupted } = own.conversation;
    expect(interrupted?.steps.map(({ role }) => role)).toEqual(['assistant', 'tool']);
    expect([interrupted?.content, interrupted?.reason]).toEqual([[{ type: 'text', text: 'It' }], 'Cut.']);
  });

  it.each<[Partial<GenerateOptions>, string]>([
    [{ maxSteps: 0 }, 'maxSteps'],
    [{ toolConcurrency: 1.5 }, 'toolConcurrency'],
    [{ approve: true as never }, 'approve'],
    [{ tools: [{ name: 'a', execute: 'b' as never }] }, 'tools[].execute'],
  ])('refuses %j', async (options, name) => {
    const error = await thrown(client([answer]).client.generate({ prompt: 'Hi', ...options }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(`Option '${name}'`);
  });
});
