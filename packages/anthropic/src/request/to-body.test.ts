import type { Message } from '@rephysco/core';
import type { GenerateRequest } from '@rephysco/core/provider';
import { describe, expect, it } from 'vitest';
import { toBody, toCountBody } from './to-body.ts';

type Fields = Partial<GenerateRequest>;

const build = (fields: Fields = {}) =>
  toBody(
    {
      provider: 'anthropic',
      model: 'claude-haiku-4-5',
      messages: [{ role: 'user', content: 'Hi' }],
      stream: false,
      ...fields,
    },
    '2023-06-01',
  );
const bodyOf = (fields: Fields = {}) => build(fields).body;
const tool = { name: 'look', parameters: { type: 'object', properties: { at: { type: 'string' } } } } as const;
const opus = { model: 'claude-opus-4-6' };
const sonnet = { model: 'claude-sonnet-5' };
const newest = { model: 'claude-opus-5-5' };

describe('The token limit', () => {
  it.each([
    ['of the model, for a stream', { stream: true }, 64_000],
    ['at most 21,333, for a whole answer', {}, 21_333],
    ['of the request', { maxTokens: 7, stream: true }, 7],
    ['32,000, for a stream of an unknown model', { model: 'mystery', stream: true }, 32_000],
    ['above the thinking budget', { reasoning: { budget: 30_000 } }, 38_192],
    [
      'above the thinking budget of providerOptions',
      { providerOptions: { thinking: { type: 'enabled', budget_tokens: 30_000 } } },
      38_192,
    ],
  ])('is sent: %s', (_, fields, limit) => expect(bodyOf(fields).max_tokens).toBe(limit));
});

describe('Plain options', () => {
  it('are sent in their fields', () => {
    const { body, warnings } = build({ temperature: 0.5, stop: ['END'], stream: true });
    expect(body).toEqual({
      model: 'claude-haiku-4-5',
      max_tokens: 64_000,
      messages: [{ role: 'user', content: 'Hi' }],
      temperature: 0.5,
      stop_sequences: ['END'],
      stream: true,
    });
    expect(warnings).toEqual([]);
  });

  it.each<[string, Fields, readonly string[]]>([
    ['a seed', { seed: 1 }, ['seed']],
    ['sampling parameters of newer models', { ...sonnet, temperature: 1, topP: 0.5 }, ['temperature', 'topP']],
    ['dated ids of newer models', { model: 'claude-opus-4-7-20260416', temperature: 1 }, ['temperature']],
    ['a second sampling parameter', { temperature: 1, topP: 0.5 }, ['topP']],
    ['sampling parameters beside thinking', { ...opus, temperature: 1, reasoning: { effort: 'low' } }, ['temperature']],
    [
      'sampling parameters in a newer version of the API',
      { temperature: 1, providerOptions: { 'anthropic-version': '2026-10-21' } },
      ['temperature'],
    ],
    ['blank stop sequences', { stop: ['\n', 'a'] }, ['stop']],
  ])('omit %s, with a warning', (_, fields, names) => {
    const { body, warnings } = build(fields);
    for (const name of names) expect(warnings.join('\n')).toContain(`'${name}'`);
    expect(warnings).toHaveLength(names.length);
    expect(Object.keys(body)).not.toContain('seed');
  });
});

describe('Thinking', () => {
  const summarized = { type: 'adaptive', display: 'summarized' };
  it.each<[Fields, object | undefined, string | undefined]>([
    [{ reasoning: { effort: 'high' } }, { type: 'enabled', budget_tokens: 24_576 }, undefined],
    [{ reasoning: { budget: 2000 } }, { type: 'enabled', budget_tokens: 2000 }, undefined],
    [{ reasoning: { effort: 'high' }, maxTokens: 4000 }, { type: 'enabled', budget_tokens: 3999 }, undefined],
    [{ reasoning: { effort: 'none' } }, undefined, undefined],
    [{ ...opus, reasoning: { effort: 'high' } }, { type: 'adaptive' }, 'high'],
    [{ ...opus, reasoning: { budget: 4096 } }, { type: 'enabled', budget_tokens: 4096 }, undefined],
    [{ ...sonnet, reasoning: { effort: 'xhigh' } }, summarized, 'xhigh'],
    [{ ...sonnet, reasoning: { effort: 'none' } }, { type: 'disabled' }, undefined],
    [{ model: 'claude-sonnet-5-5', reasoning: { effort: 'none' } }, { type: 'between_tools' }, undefined],
    [
      { model: 'claude-sonnet-4-5-20250929', reasoning: { effort: 'low' } },
      { type: 'enabled', budget_tokens: 1024 },
      undefined,
    ],
  ])('is converted from %j to %j', (fields, thinking, effort) => {
    const { body, warnings } = build(fields);
    const { effort: asked, budget } = fields.reasoning ?? {};
    const translated = asked && asked !== 'none' && !effort && budget === undefined;
    expect([body.thinking, body.output_config, warnings]).toEqual([
      thinking,
      effort && { effort },
      translated ? [expect.stringMatching(`'reasoning.effort' '${asked}' was sent as \\d+ tokens`)] : [],
    ]);
  });

  it.each<[string, Fields]>([
    ['cannot be turned off', { ...newest, reasoning: { effort: 'none' } }],
    ['has no budget', { ...newest, reasoning: { budget: 2048 } }],
    ['does not exist', { model: 'claude-3-5-haiku-20241022', reasoning: { effort: 'low' } }],
    ['has no room', { maxTokens: 1024, reasoning: { effort: 'low' } }],
    ['meets a forced tool', { tools: [tool], toolChoice: 'required', reasoning: { effort: 'low' } }],
    [
      'would begin between calls of tools',
      {
        reasoning: { effort: 'low' },
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: [{ type: 'tool-call', id: 'a', name: 'look', arguments: {} }] },
          { role: 'tool', content: [{ type: 'tool-result', id: 'a', name: 'look', output: '1' }] },
        ],
      },
    ],
  ])('is omitted with a warning if it %s', (_, fields) => {
    const { body, warnings } = build(fields);
    expect(body.thinking).toBeUndefined();
    expect(warnings.join()).toContain("'reasoning' was left out");
  });

  it('has the nearest effort that the model supports, with a warning', () => {
    const { body, warnings } = build({ ...opus, reasoning: { effort: 'xhigh' } });
    expect([body.output_config, warnings.join()]).toEqual([
      { effort: 'high' },
      expect.stringContaining("'high' was sent"),
    ]);
  });

  it('is disabled for a forced tool of a model that thinks by default, without a warning', () => {
    const { body, warnings } = build({ ...sonnet, tools: [tool], toolChoice: { name: 'look' } });
    expect([body.thinking, body.tool_choice, warnings]).toEqual([
      { type: 'disabled' },
      { type: 'tool', name: 'look' },
      [],
    ]);
  });
});

describe('Tools', () => {
  it('have a schema whose root is an object without alternatives', () => {
    const forms = [
      { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
      { type: 'object', properties: { a: { type: 'number' }, b: {} }, required: ['a', 'b'] },
    ];
    const { tools } = bodyOf({ tools: [{ name: 'x', description: 'X.', parameters: { anyOf: forms } as never }] });
    expect(tools).toEqual([
      {
        name: 'x',
        description: 'X.',
        input_schema: { type: 'object', properties: { a: { type: 'string' }, b: {} }, required: ['a'] },
      },
    ]);
  });

  it('are strict if the service enforces the schema, and warn otherwise', () => {
    const strict = { ...tool, strict: true };
    expect(bodyOf({ tools: [strict] }).tools).toMatchObject([
      { strict: true, input_schema: { additionalProperties: false } },
    ]);
    const open = { ...strict, parameters: { type: 'object', additionalProperties: { type: 'string' } } };
    const { body, warnings } = build({ tools: [open] });
    expect([JSON.stringify(body.tools).includes('strict'), warnings.join()]).toEqual([
      false,
      expect.stringContaining("'look'"),
    ]);
  });

  it.each([
    ['auto', { type: 'auto' }],
    ['none', { type: 'none' }],
    ['required', { type: 'any' }],
    [{ name: 'look' }, { type: 'tool', name: 'look' }],
  ] as const)('are chosen by %j', (toolChoice, choice) => {
    expect(bodyOf({ tools: [tool], toolChoice }).tool_choice).toEqual(choice);
  });

  it('cannot be forced on the newest models', () => {
    const { body, warnings } = build({ ...newest, tools: [tool], toolChoice: 'required' });
    expect([body.tool_choice, warnings.join()]).toEqual([{ type: 'auto' }, expect.stringContaining("'toolChoice'")]);
  });

  it('include provider tools and those of providerOptions', () => {
    const providerTools = [{ type: 'provider', name: 'web_search', options: { max_uses: 2 } }] as const;
    const own = { type: 'bash_20250124', name: 'bash' };
    expect(bodyOf({ tools: [tool], providerTools, providerOptions: { tools: [own] } }).tools).toEqual([
      { name: 'look', input_schema: tool.parameters },
      { type: 'web_search_20250305', name: 'web_search', max_uses: 2 },
      own,
    ]);
    const unknown = [{ type: 'provider', name: 'teleport', options: {} }] as const;
    expect(() => build({ providerTools: unknown })).toThrow("no provider tool 'teleport'");
  });
});

describe('A schema', () => {
  const format = (schema: object) => bodyOf({ schema: schema as never }).output_config;

  it('is sent as a format, with unsupported keywords moved to the description', () => {
    const schema = { type: 'object', properties: { a: { type: 'integer', minimum: 1 } }, required: ['a'] };
    const enforced = {
      type: 'object',
      properties: { a: { type: 'integer', description: '{minimum: 1}' } },
      required: ['a'],
      additionalProperties: false,
    };
    expect(format(schema)).toEqual({ format: { type: 'json_schema', schema: enforced } });
  });

  it('is wrapped if its root is not an object', () => {
    const { body, wrapped } = build({ schema: { type: 'array', items: { type: 'string' } } });
    expect([wrapped, JSON.stringify(body.output_config)]).toEqual([true, expect.stringContaining('"value"')]);
  });

  it.each([
    { type: 'object', additionalProperties: { type: 'string' } },
    { type: 'object', properties: { a: { $ref: '#' } } },
  ])('is sent as an instruction if the service cannot enforce it: %j', (schema) => {
    const body = bodyOf({ schema: schema as never, messages: [{ role: 'system', content: 'Be brief.' }] });
    expect([body.output_config, body.system]).toEqual([
      undefined,
      expect.stringMatching(/^Be brief\.\n\nAnswer with JSON/),
    ]);
  });
});

describe('Options of the provider', () => {
  it('are sent as fields or headers, or are merged', () => {
    const { body, overrides } = build({
      ...opus,
      reasoning: { effort: 'low' },
      providerOptions: {
        'anthropic-version': '2026-10-21',
        'anthropic-beta': 'a, b',
        betas: ['c'],
        output_config: { task_budget: 1 },
        top_k: 5,
      },
    });
    expect(overrides).toEqual({ 'anthropic-version': '2026-10-21', 'anthropic-beta': 'c,a, b' });
    expect(body).toMatchObject({ top_k: 5, output_config: { effort: 'low', task_budget: 1 } });
    expect(JSON.stringify(body)).not.toContain('beta');
  });

  it('cache the prompt, for an hour on request, and choose a tier', () => {
    expect(bodyOf({ promptCache: {} }).cache_control).toEqual({ type: 'ephemeral' });
    expect(bodyOf({ promptCache: { ttl: 3600 } }).cache_control).toEqual({ type: 'ephemeral', ttl: '1h' });
    expect(bodyOf({ tier: 'priority' }).service_tier).toBe('auto');
    expect(bodyOf({ tier: 'default' }).service_tier).toBe('standard_only');
    expect(build({ tier: 'flex' }).warnings.join()).toContain("'tier' was left out");
  });

  it('mark parts whose beginning is cached, in the prompts of the system, the user and the assistant', () => {
    const long = { type: 'text', text: 'A long book.', promptCache: true } as const;
    const image = { type: 'image', url: 'https://a.example/a.png', promptCache: true } as const;
    const { body, warnings } = build({
      promptCache: { ttl: 3600 },
      messages: [
        { role: 'system', content: [long] },
        { role: 'user', content: [long, image] },
        { role: 'assistant', content: [long] },
        { role: 'user', content: 'Go on.' },
      ],
    });
    const cache_control = { type: 'ephemeral', ttl: '1h' };
    const block = { type: 'text', text: 'A long book.', cache_control };
    expect(warnings).toEqual([]);
    expect(body.system).toEqual([block]);
    expect(body.messages).toEqual([
      { role: 'user', content: [block, expect.objectContaining({ type: 'image', cache_control })] },
      { role: 'assistant', content: [block] },
      { role: 'user', content: 'Go on.' },
    ]);
    expect(bodyOf({ messages: [{ role: 'user', content: [long] }] }).cache_control).toBeUndefined();
  });

  it('name the beta of uploaded files', () => {
    const content = [{ type: 'file', url: 'file_011CNha8iCJcU1wXNR6q4V8w' }] as const;
    const { overrides, body } = build({ messages: [{ role: 'user', content }] });
    expect(overrides).toEqual({ 'anthropic-beta': 'files-api-2025-04-14' });
    expect(JSON.stringify(body.messages)).toContain('"file_id":"file_011CNha8iCJcU1wXNR6q4V8w"');
  });

  it('for a count are the fields that affect it', () => {
    const counted = toCountBody(bodyOf({ tools: [tool], temperature: 1, stream: true, promptCache: {} }));
    expect(Object.keys(counted).sort()).toEqual(['cache_control', 'messages', 'model', 'tools']);
  });
});

describe('A container', () => {
  const messages = (expires_at: string): readonly Message[] => [
    { role: 'user', content: 'Run it.' },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'Done.' },
        { type: 'text', text: '', providerData: { anthropic: { container: { id: 'box_1', expires_at } } } },
      ],
    },
    { role: 'user', content: 'Again.' },
  ];
  const providerTools = [{ type: 'provider', name: 'code_execution', options: {} }] as const;

  it('is reused until it expires, for requests that run code', () => {
    expect(bodyOf({ messages: messages('2999-01-01T00:00:00Z'), providerTools }).container).toBe('box_1');
    expect(bodyOf({ messages: messages('2020-01-01T00:00:00Z'), providerTools }).container).toBeUndefined();
    expect(bodyOf({ messages: messages('2999-01-01T00:00:00Z') }).container).toBeUndefined();
  });
});
