import { describe, expect, it } from 'vitest';
import { createSimulator } from '../index.ts';

const user = { role: 'user', content: 'hello' };
const base = { model: 'gpt-4o', messages: [user] };
const call = { id: 'call_1', type: 'function', function: { name: 'add', arguments: '{}' } };
const calling = { role: 'assistant', content: null, tool_calls: [call] };
const result = { role: 'tool', tool_call_id: 'call_1', content: '5' };
const parameters = {
  type: 'object',
  properties: { a: { type: 'integer' } },
  required: ['a'],
  additionalProperties: false,
};
const add = { type: 'function', function: { name: 'add', parameters } };
const image = (url: string): object => ({ role: 'user', content: [{ type: 'image_url', image_url: { url } }] });
const format = (schema: object): object => ({
  type: 'json_schema',
  json_schema: { name: 'answer', strict: true, schema },
});

const { properties } = parameters;

const refused: readonly (readonly [what: string, body: object, code: string | null, param: string | null])[] = [
  ['no model', { messages: [user] }, null, null],
  ['no messages', { model: 'gpt-4o' }, 'missing_required_parameter', 'messages'],
  ['messages that are a text', { ...base, messages: 'hello' }, 'invalid_type', 'messages'],
  ['an empty list of messages', { ...base, messages: [] }, 'empty_array', 'messages'],
  ['a message that is a text', { ...base, messages: ['hello'] }, 'invalid_type', 'messages[0]'],
  [
    'a message without role',
    { ...base, messages: [{ content: 'x' }] },
    'missing_required_parameter',
    'messages[0].role',
  ],
  ['an unknown role', { ...base, messages: [{ role: 'robot', content: 'x' }] }, 'invalid_value', 'messages[0].role'],
  ['a message without content', { ...base, messages: [{ role: 'user' }] }, null, 'messages.[0].content'],
  [
    'an unknown part',
    { ...base, messages: [{ role: 'user', content: [{ type: 'smell' }] }] },
    'invalid_value',
    'messages[0].content[0].type',
  ],
  [
    'an image that is not a URL',
    { ...base, messages: [image('./cat.png')] },
    'invalid_image_url',
    'messages[0].content[0].image_url.url',
  ],
  ['a result without its call', { ...base, messages: [user, result] }, null, 'messages.[1].role'],
  [
    'a result for another call',
    { ...base, messages: [user, calling, { ...result, tool_call_id: 'call_2' }] },
    null,
    'messages.[2].role',
  ],
  ['a call without its result', { ...base, messages: [user, calling, user] }, null, 'messages.[2].role'],
  ['a call at the end', { ...base, messages: [user, calling] }, null, 'messages.[2].role'],
  ['a temperature of 3', { ...base, temperature: 3 }, 'decimal_above_max_value', 'temperature'],
  ['a temperature of -1', { ...base, temperature: -1 }, 'decimal_below_min_value', 'temperature'],
  ['a temperature that is a text', { ...base, temperature: 'hot' }, 'invalid_type', 'temperature'],
  ['no tokens', { ...base, max_tokens: 0 }, 'integer_below_min_value', 'max_tokens'],
  ['a fraction as the token limit', { ...base, max_tokens: 0.5 }, 'invalid_type', 'max_tokens'],
  [
    'both names of the token limit',
    { ...base, max_tokens: 5, max_completion_tokens: 5 },
    'invalid_parameter_combination',
    'max_tokens',
  ],
  ['five stop sequences', { ...base, stop: ['1', '2', '3', '4', '5'] }, 'array_above_max_length', 'stop'],
  ['stop sequences that are numbers', { ...base, stop: [1] }, 'invalid_type', 'stop'],
  ['stream options without a stream', { ...base, stream_options: { include_usage: true } }, null, 'stream_options'],
  [
    'the old token limit on a model that thinks',
    { ...base, model: 'o3-mini', max_tokens: 5 },
    'unsupported_parameter',
    'max_tokens',
  ],
  [
    'stop sequences on a model that thinks',
    { ...base, model: 'gpt-5-mini', stop: ['x'] },
    'unsupported_parameter',
    'stop',
  ],
  [
    'a temperature on a model that thinks',
    { ...base, model: 'gpt-5', temperature: 0.2 },
    'unsupported_value',
    'temperature',
  ],
  ['an empty list of tools', { ...base, tools: [] }, 'empty_array', 'tools'],
  ['a choice without tools', { ...base, tool_choice: 'auto' }, null, 'tool_choice'],
  [
    'a tool choice that is not in the list',
    { ...base, tools: [add], tool_choice: { type: 'function', function: { name: 'subtract' } } },
    null,
    'tool_choice',
  ],
  [
    'a tool name with a space',
    { ...base, tools: [{ type: 'function', function: { name: 'add up' } }] },
    'invalid_value',
    'tools[0].function.name',
  ],
  [
    'parameters that are not an object',
    { ...base, tools: [{ type: 'function', function: { name: 'add', parameters: {} } }] },
    'invalid_function_parameters',
    'tools[0].function.parameters',
  ],
  [
    'a strict tool that is open',
    {
      ...base,
      tools: [
        { type: 'function', function: { name: 'add', strict: true, parameters: { type: 'object', properties } } },
      ],
    },
    'invalid_function_parameters',
    'tools[0].function.parameters',
  ],
  [
    'a strict format with an optional property',
    { ...base, response_format: format({ type: 'object', properties, additionalProperties: false }) },
    null,
    'response_format',
  ],
  [
    'a format without a name',
    { ...base, response_format: { type: 'json_schema', json_schema: { schema: {} } } },
    'missing_required_parameter',
    'response_format.json_schema.name',
  ],
  ['JSON mode without the word JSON', { ...base, response_format: { type: 'json_object' } }, null, 'messages'],
];

const accepted: readonly (readonly [what: string, body: object])[] = [
  ['a call with its result', { ...base, messages: [user, calling, result, user] }],
  ['a developer message', { ...base, messages: [{ role: 'developer', content: 'x' }, user] }],
  [
    'a strict tool that is closed',
    {
      ...base,
      tools: [{ type: 'function', function: { name: 'add', strict: true, parameters } }],
      tool_choice: 'required',
    },
  ],
  ['a strict format', { ...base, response_format: format(parameters) }],
  ['a temperature on a model with thinking turned off', { ...base, model: 'gpt-5.2', temperature: 0.2 }],
  [
    'JSON mode with the word JSON',
    { ...base, messages: [{ role: 'user', content: 'Answer in JSON.' }], response_format: { type: 'json_object' } },
  ],
  ['a data URL of an image', { ...base, messages: [image('data:image/png;base64,AAAA')] }],
  ['null for unset options', { ...base, temperature: null, stop: null, max_tokens: null, stream_options: null }],
];

async function ask(body: object): Promise<{ readonly status: number; readonly body: unknown }> {
  await using simulator = await createSimulator();
  const headers = { authorization: 'Bearer test-key', 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(`${simulator.url}/v1/chat/completions`, init);
  return { status: response.status, body: await response.json() };
}

describe('a Chat Completions request', () => {
  it.each(refused)('is rejected for %s', async (_, body, code, param) => {
    const error = { message: expect.any(String), type: 'invalid_request_error', param, code };
    expect(await ask(body)).toEqual({ status: 400, body: { error } });
  });

  it.each(accepted)('may have %s', async (_, body) => {
    expect(await ask(body)).toMatchObject({ status: 200 });
  });
});
