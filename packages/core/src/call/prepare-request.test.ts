import { describe, expect, it } from 'vitest';
import { ConfigurationError, UnsupportedError } from '../contract/errors.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { StandardSchema } from '../contract/schema.ts';
import { checkOptions } from '../options/check-options.ts';
import type { GenerateOptions } from '../options/options.ts';
import { fakeProvider } from '../testing/index.ts';
import { thrown } from '../testing/samples.ts';
import { prepareRequest, withDefaults } from './prepare-request.ts';

const table: Record<string, ModelInfo> = {
  'text-1': { id: 'text-1', input: ['text'], aliases: ['text-latest'], variants: ['text-1-2026-01-01'] },
  'old-1': { id: 'old-1', input: ['text'], status: 'retired', shutdownDate: '2025-02-03', replacement: 'text-1' },
  'late-1': { id: 'late-1', input: ['text'], status: 'deprecated', shutdownDate: '2999-02-03', replacement: 'text-1' },
  'over-1': { id: 'over-1', input: ['text'], status: 'deprecated', shutdownDate: '2020-01-01' },
  'fading-1': { id: 'fading-1', input: ['text'], status: 'deprecated' },
};
const provider = fakeProvider({ models: table });
/** Checks and prepares the options of a call, as `generate` does. */
const prepare = async (options: GenerateOptions, from = provider) => {
  checkOptions(options, 'generate');
  return prepareRequest(from, options);
};
const settled = async (options: GenerateOptions) => (await prepare(options)).request;
const refused = async (options: object): Promise<string> => {
  const error = await thrown(prepare(options as GenerateOptions));
  expect(error).toBeInstanceOf(ConfigurationError);
  return (error as Error).message;
};
const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const user = (content: string) => ({ role: 'user', content }) as const;

describe('prepare', () => {
  it('converts a prompt to a request without unset fields', async () => {
    const request = await settled({ prompt: 'Hi' });
    const set = Object.entries(request).filter(([, value]) => value !== undefined);
    expect(Object.fromEntries(set)).toEqual({
      provider: 'fake',
      model: 'fake-1',
      modelInfo: provider.model('fake-1'),
      messages: [user('Hi')],
      stream: false,
    });
  });

  it('freezes the request', async () => {
    const request = await settled({ prompt: 'Hi' });
    expect(Object.isFrozen(request)).toBe(true);
    expect(() => Object.assign(request, { model: 'x' })).toThrow(TypeError);
  });

  it("keeps a list of messages that is not the caller's", async () => {
    const messages = [user('One')];
    const request = await settled({ messages });
    messages.push(user('Two'));
    expect(request.messages).toEqual([user('One')]);
  });

  it('puts the system prompt first, then the messages, then the prompt', async () => {
    const earlier = [user('One'), { role: 'assistant', content: 'Two' } as const];
    const { messages } = await settled({ system: 'Be brief.', messages: earlier, prompt: 'Three' });
    expect(messages).toEqual([{ role: 'system', content: 'Be brief.' }, ...earlier, user('Three')]);
    expect((await settled({ system: '', prompt: 'Hi' })).messages).toEqual([user('Hi')]);
  });

  it('puts media after the text of the prompt, kind by kind', async () => {
    const url = 'https://media.example.com/';
    const options = {
      prompt: 'Look',
      files: [`${url}f`],
      videos: [`${url}v`],
      audio: [`${url}a`],
      images: [`${url}i`],
    };
    const { messages } = await settled({ ...options, model: 'unknown-1' });
    expect(messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image', url: `${url}i` },
          { type: 'audio', url: `${url}a` },
          { type: 'video', url: `${url}v` },
          { type: 'file', url: `${url}f` },
        ],
      },
    ]);
    const [message] = (await settled({ images: [png] })).messages;
    expect(message?.content).toMatchObject([{ type: 'image', mediaType: 'image/png' }]);
  });

  it('converts schemas to JSON Schema, and adds an empty object schema to a tool without parameters', async () => {
    const json = { type: 'object', properties: {} };
    const schema: StandardSchema = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value) => ({ value }),
        jsonSchema: { input: ({ target }) => ({ ...json, target }), output: () => ({}) },
      },
    };
    const tools = [{ name: 'now' }, { name: 'add', description: 'Adds', parameters: schema, strict: true }];
    const request = await settled({ prompt: 'Hi', schema, tools });
    const converted = { ...json, target: 'draft-2020-12' };
    expect(request.schema).toEqual(converted);
    expect(request.tools).toEqual([
      { name: 'now', parameters: { type: 'object', properties: {}, additionalProperties: false } },
      { name: 'add', description: 'Adds', parameters: converted, strict: true },
    ]);
  });

  it('reads a number as the limit of the whole call in seconds', async () => {
    expect((await settled({ prompt: 'Hi', timeout: 30 })).timeout).toEqual({ total: 30 });
    expect((await settled({ prompt: 'Hi', timeout: { idle: 3 } })).timeout).toEqual({ idle: 3 });
  });
});

describe('the model of a request', () => {
  it.each([
    ['text-latest', 'text-1'],
    ['TEXT-1', 'text-1'],
    ['Text-1-2026-01-01', 'text-1-2026-01-01'],
    ['next-year-1', 'next-year-1'],
  ])('is for %s: %s', async (model, id) => expect((await settled({ prompt: 'Hi', model })).model).toBe(id));

  it.each([
    ['text-1', []],
    ['next-year-1', ['fake:next-year-1 is not in the catalogue. The request uses the name unchanged.']],
    ['old-1', ['fake:old-1 was shut down on 2025-02-03. Use text-1 instead.']],
    ['late-1', ['fake:late-1 will be shut down on 2999-02-03. Use text-1 instead.']],
    ['over-1', ['fake:over-1 was shut down on 2020-01-01.']],
    ['fading-1', ['fake:fading-1 will be shut down.']],
  ])('warns of %s: %j', async (model, warnings) =>
    expect((await prepare({ prompt: 'Hi', model })).warnings).toEqual(warnings),
  );

  it('rejects media that the model does not support, and lists the supported ones', async () => {
    const error = await thrown(prepare({ prompt: 'Look', images: [png], model: 'text-1' }));
    expect(error).toBeInstanceOf(UnsupportedError);
    expect(String(error)).toContain('fake:text-1 does not support image input (only text). Nothing was sent.');
    const content = [{ type: 'audio', url: 'https://media.example.com/a' }] as const;
    const inMessage = prepare({ messages: [{ role: 'user', content }] });
    expect(await thrown(inMessage)).toBeInstanceOf(UnsupportedError);
  });

  it('accepts all media if the model is unknown', async () => {
    const audio = ['https://media.example.com/a'];
    expect((await settled({ prompt: 'Hear', audio, model: 'next-year-1' })).messages.length).toBe(1);
  });
});

describe('bad input', () => {
  it.each([
    [{ prompt: undefined }, 'The prompt is missing'],
    [{ prompt: '' }, 'The prompt is empty'],
    [{ prompt: ' \n' }, 'The prompt is empty'],
    [{ prompt: '', messages: [user('Hi')] }, 'The prompt is empty'],
    [{ messages: [] }, 'The prompt is missing'],
    [{ prompt: 7 }, "Option 'prompt' must be text, not 7"],
    [{ messages: 'Hi' }, "Option 'messages' must be a list of messages"],
    [{ messages: [null] }, "Option 'messages[0]' must be { role: system | user"],
    [{ messages: [user('a'), { role: 'developer', content: 'b' }] }, "Option 'messages[1]'"],
    [{ messages: [{ role: 'user' }] }, "Option 'messages[0]'"],
    [{ messages: [{ role: 'user', content: 7 }] }, "Option 'messages[0]'"],
    [{ messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, "Option 'messages[0]'"],
    [{ images: 'https://img.example.com/a.png' }, "Option 'images' must be a list"],
    [{ images: png }, 'not 8 bytes'],
    [{ stream: 'yes' }, "Option 'stream' must be true or false"],
    [{ temperature: Number.NaN }, "Option 'temperature' must be a number of at least 0, not NaN"],
    [{ temperature: -0.1 }, 'not -0.1'],
    [{ temperature: '1' }, 'not "1"'],
    [{ temperature: null }, 'not null'],
    [{ topP: 1.1 }, 'a number from 0 to 1'],
    [{ topP: null }, 'a number from 0 to 1, not null'],
    [{ topP: '0.5' }, 'not "0.5"'],
    [{ maxTokens: -1 }, "Option 'maxTokens' must be a whole number of at least 1, not -1"],
    [{ maxTokens: 0 }, 'not 0'],
    [{ maxTokens: 1.5 }, 'not 1.5'],
    [{ maxTokens: Number.POSITIVE_INFINITY }, 'not Infinity'],
    [{ seed: 0.5 }, 'a whole number'],
    [{ stop: 'END' }, 'a list of texts'],
    [{ stop: ['a', ''] }, 'a list of texts that are not empty'],
    [{ model: '' }, 'the name of a model'],
    [{ model: 4 }, 'the name of a model'],
    [{ system: 4 }, "Option 'system' must be text"],
    [{ schema: 'object' }, 'a JSON Schema or a Standard Schema'],
    [{ providerOptions: 'x' }, 'an object'],
    [{ reasoning: 'loud' }, "Option 'reasoning' must be one of none, minimal"],
    [{ reasoning: { effort: 'hihg' } }, 'one of none, minimal, low, medium, high, xhigh'],
    [{ reasoning: { effrot: 'high' } }, "reasoning has no option 'effrot'. Did you mean 'effort'?"],
    [{ reasoning: { budget: -1 } }, "Option 'reasoning.budget'"],
    [{ timeout: 0 }, "Option 'timeout' must be a number of seconds above 0, not 0"],
    [{ timeout: Number.NaN }, 'not NaN'],
    [{ timeout: '5' }, 'timeout takes an object of options, not "5"'],
    [{ timeout: null }, 'timeout takes an object of options, not null'],
    [{ timeout: { idle: '5' } }, "Option 'timeout.idle'"],
    [{ timeout: { firsttoken: 1 } }, "Did you mean 'firstToken'?"],
    [{ tools: {} }, 'a list of tools'],
    [{ tools: [null] }, 'a list of tools'],
    [{ tools: [{}] }, "Option 'tools[].name'"],
    [{ tools: [{ name: 'get weather' }] }, "Option 'tools[].name'"],
    [{ tools: [{ name: 'x'.repeat(65) }] }, "Option 'tools[].name'"],
    [{ tools: [{ name: 'a', parameters: 'object' }] }, "Option 'tools[].parameters'"],
    [{ toolChoice: 'any', tools: [{ name: 'a' }] }, "Option 'toolChoice'"],
    [{ toolChoice: 'required' }, "Option 'toolChoice'"],
    [{ toolChoice: { name: 'b' }, tools: [{ name: 'a' }] }, "Option 'toolChoice'"],
  ])('%j is refused: %s', async (options, words) => {
    expect(
      await refused('prompt' in options || 'messages' in options ? options : { prompt: 'Hi', ...options }),
    ).toContain(words);
  });

  it.each<GenerateOptions>([
    { temperature: 0, topP: 1, maxTokens: 1, seed: -1, stop: [] },
    { timeout: Number.POSITIVE_INFINITY },
    { toolChoice: 'required', tools: [{ name: 'a' }] },
    { toolChoice: { name: 'a' }, tools: [{ name: 'a' }] },
    { toolChoice: 'none' },
    { reasoning: { effort: 'none', budget: 0 } },
  ])('%j is accepted', async (options) => {
    expect(await settled({ prompt: 'Hi', ...options })).toMatchObject({ model: 'fake-1' });
  });

  it('rejects a library without JSON Schema, with an explanation', async () => {
    const validate = (value: unknown) => ({ value });
    const schema: StandardSchema = { '~standard': { version: 1, vendor: 'old-lib', validate } };
    expect(await refused({ prompt: 'Hi', schema })).toContain('old-lib');
    const tools = [{ name: 'add', parameters: schema }];
    expect(await refused({ prompt: 'Hi', tools })).toContain("tool 'add'");
  });
});

describe('merge', () => {
  it('prefers the options of the call, unless they are undefined', () => {
    const merged = withDefaults({ temperature: 1, topP: 0.5 }, { temperature: 0, topP: undefined, prompt: 'Hi' });
    expect(merged).toEqual({ temperature: 0, topP: 0.5, prompt: 'Hi' });
  });
});
