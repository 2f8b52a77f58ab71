import { describe, expect, it } from 'vitest';
import { createSimulator } from '../simulator.ts';

type Json = Readonly<Record<string, unknown>>;

const hi = { role: 'user', content: 'Say something about ferries.' };
const body = { model: 'claude-haiku-4-5', max_tokens: 200, messages: [hi] };
const headers = { 'x-api-key': 'made-up', 'anthropic-version': '2023-06-01', 'content-type': 'application/json' };
const call = { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} };
const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'ok' };
const tool = { name: 'look', input_schema: { type: 'object', properties: {} } };
const turns = (...content: readonly unknown[]) =>
  content.map((each, index) => ({ role: index % 2 ? 'assistant' : 'user', content: each }));

async function ask(fields: Json, own: Readonly<Record<string, string>> = headers, path = 'messages') {
  await using simulator = await createSimulator();
  const url = `${simulator.baseURL('anthropic')}/${path}`;
  const response = await fetch(url, { method: 'POST', headers: own, body: JSON.stringify({ ...body, ...fields }) });
  const text = await response.text();
  return { status: response.status, text, headers: response.headers };
}

const messageOf = ({ text }: { readonly text: string }) =>
  (JSON.parse(text) as { error: { message: string } }).error.message;

describe('The Messages API rejects', () => {
  it.each<[string, Json, string]>([
    ['a request without a limit', { max_tokens: undefined }, 'max_tokens: Field required'],
    ['no messages', { messages: [] }, 'at least one message'],
    [
      'an answer first',
      { messages: [{ role: 'assistant', content: 'Hi' }, hi] },
      'first message must use the "user" role',
    ],
    ['another role', { messages: [{ role: 'tool', content: 'Hi' }] }, 'first message'],
    ['an empty text', { messages: [{ role: 'user', content: [{ type: 'text', text: '' }] }] }, 'must be non-empty'],
    ['a blank text', { messages: [{ role: 'user', content: ' ' }] }, 'non-whitespace'],
    [
      'a call without a result',
      { messages: turns('Go', [call], 'And?') },
      'without `tool_result` blocks immediately after',
    ],
    ['a result without a call', { messages: turns([result]) }, 'unexpected `tool_use_id`'],
    [
      'text before results',
      { messages: turns('Go', [call], [{ type: 'text', text: 'x' }, result]) },
      'immediately after',
    ],
    ['an id of other characters', { messages: turns('Go', [{ ...call, id: 'a|b' }]) }, 'should match pattern'],
    ['an input that is no object', { messages: turns('Go', [{ ...call, input: 'x' }]) }, 'valid dictionary'],
    [
      'thinking that was changed',
      { messages: turns('Go', [{ type: 'thinking', thinking: 'x', signature: 'y' }, call]) },
      'Invalid `signature`',
    ],
    [
      'thinking without a signature',
      { messages: turns('Go', [{ type: 'thinking', thinking: 'x' }]) },
      'signature: Field required',
    ],
    ['white space at the end', { messages: turns('Go', 'So: ') }, 'trailing whitespace'],
    [
      'media of an answer',
      { messages: turns('Go', [{ type: 'image', source: {} }]) },
      'does not match any of the expected tags',
    ],
    [
      'an unknown media type',
      { messages: turns([{ type: 'image', source: { type: 'base64', media_type: 'image/bmp' } }]) },
      'media_type',
    ],
    ['a temperature above 1', { temperature: 1.5 }, 'temperature: range: 0..1'],
    ['a temperature of newer models', { model: 'claude-sonnet-5', temperature: 1 }, 'not supported for this model'],
    ['a seed', { seed: 1 }, 'Extra inputs are not permitted'],
    [
      'a forced tool of the newest models',
      { model: 'claude-opus-5-5', tools: [tool], tool_choice: { type: 'any' } },
      'forces tool use',
    ],
    ['a choice without tools', { tool_choice: { type: 'auto' } }, 'while providing tools'],
    [
      'forms at the root of a tool',
      { tools: [{ name: 'x', input_schema: { type: 'object', anyOf: [] } }] },
      'at the top level',
    ],
    ['a tool without a type', { tools: [{ name: 'x', input_schema: {} }] }, 'input_schema.type: Field required'],
    ['a small budget', { thinking: { type: 'enabled', budget_tokens: 1 } }, 'greater than or equal to 1024'],
    ['a budget above the limit', { thinking: { type: 'enabled', budget_tokens: 2000 } }, 'must be greater than'],
    [
      'thinking with a temperature',
      { max_tokens: 4000, temperature: 0.5, thinking: { type: 'enabled', budget_tokens: 2000 } },
      'may only be set to 1',
    ],
    [
      'no thinking of models that always think',
      { model: 'claude-opus-5-5', thinking: { type: 'disabled' } },
      'thinking.type.disabled',
    ],
  ])('%s', async (_, fields, message) => {
    const answer = await ask(fields);
    expect([answer.status, messageOf(answer)]).toEqual([400, expect.stringContaining(message)]);
    expect(answer.headers.get('x-should-retry')).toBe('false');
  });

  it('requests without a version or a key', async () => {
    const { 'anthropic-version': _, ...unversioned } = headers;
    const { 'x-api-key': __, ...anonymous } = headers;
    expect(messageOf(await ask({}, unversioned))).toContain('anthropic-version: header is required');
    expect(messageOf(await ask({}, { ...headers, 'anthropic-version': '1999' }))).toContain('not a valid version');
    expect((await ask({}, anonymous)).status).toBe(401);
    expect(messageOf(await ask({}, { ...headers, 'x-api-key': 'wrong' }))).toBe('invalid x-api-key');
    expect((await ask({}, headers, 'nowhere')).status).toBe(404);
  });
});

describe('The Messages API answers', () => {
  it('with the events of a stream in order, including pings', async () => {
    const thinking = { type: 'enabled', budget_tokens: 1024 };
    const fields = {
      stream: true,
      max_tokens: 4000,
      tools: [tool],
      thinking,
      messages: [{ role: 'user', content: 'Please look.' }],
    };
    const { text, headers: found } = await ask(fields);
    const names = [...text.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name);
    const order = names.filter((name, index) => name !== names[index - 1]);
    const block = ['content_block_start', 'content_block_delta', 'content_block_stop'];
    const first = ['content_block_start', 'ping', 'content_block_delta', 'content_block_stop'];
    expect(order).toEqual(['message_start', ...first, ...block, 'message_delta', 'message_stop']);
    expect(text).toContain('"stop_reason":"tool_use"');
    expect(text).toContain('"partial_json":""');
    expect(found.get('anthropic-ratelimit-tokens-remaining')).toBe('999999');
  });

  it('with its own thinking sent back, tool results and a count of tokens', async () => {
    const thinking = { type: 'enabled', budget_tokens: 1024 };
    const asked = { role: 'user', content: 'Please look.' };
    const first = JSON.parse((await ask({ max_tokens: 4000, tools: [tool], thinking, messages: [asked] })).text) as {
      content: Json[];
    };
    const [, use] = first.content;
    const answer = { ...result, tool_use_id: use?.id };
    const messages = [asked, { role: 'assistant', content: first.content }, { role: 'user', content: [answer] }];
    const second = await ask({ max_tokens: 4000, tools: [tool], thinking, messages });
    expect([second.status, JSON.parse(second.text)]).toMatchObject([200, { stop_reason: 'end_turn' }]);
    const counted = JSON.parse(
      (await ask({ messages, max_tokens: undefined }, headers, 'messages/count_tokens')).text,
    ) as Json;
    expect(counted.input_tokens).toBeGreaterThan(0);
  });
});
