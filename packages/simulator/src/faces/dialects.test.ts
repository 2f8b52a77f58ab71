import { describe, expect, it } from 'vitest';
import { createSimulator, type ServiceName, type Simulator } from '../index.ts';
import { eventBodies } from '../recorded-cases.ts';

interface Body {
  readonly choices: {
    readonly message?: { readonly content: string | null; readonly reasoning_content?: string };
    readonly delta?: Record<string, unknown> & {
      readonly tool_calls?: { readonly id?: unknown; readonly function: Record<string, unknown> }[];
    };
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: Record<string, number> & { readonly completion_tokens_details?: Record<string, number> };
}

const messages = [{ role: 'user', content: 'Add 2 and 3' }];
const parameters = { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'integer' } } };
const tools = [{ type: 'function', function: { name: 'add', parameters } }];

async function post(simulator: Simulator, service: ServiceName, fields: object, key = 'test-key'): Promise<Response> {
  return fetch(`${simulator.baseURL(service)}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ messages, ...fields }),
  });
}

async function plain(simulator: Simulator, service: ServiceName, fields: object): Promise<Body> {
  return (await (await post(simulator, service, fields)).json()) as Body;
}

async function streamed(simulator: Simulator, service: ServiceName, fields: object): Promise<readonly Body[]> {
  const response = await post(simulator, service, { stream: true, stream_options: { include_usage: true }, ...fields });
  return eventBodies(await response.text()) as Body[];
}

describe("xAI's dialect", () => {
  it('counts thinking separately from the completion', async () => {
    await using simulator = await createSimulator();
    const { usage } = await plain(simulator, 'xai', { model: 'grok-4-fast' });
    const reasoning = usage?.completion_tokens_details?.reasoning_tokens ?? 0;
    expect(reasoning).toBeGreaterThan(0);
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0) + reasoning);
    expect(simulator.requests[0]?.usage?.outputTokens).toBe((usage?.completion_tokens ?? 0) + reasoning);
  });

  it('shows the thinking of some models only', async () => {
    await using simulator = await createSimulator();
    const shown = await plain(simulator, 'xai', { model: 'grok-3-mini' });
    const hidden = await plain(simulator, 'xai', { model: 'grok-4-fast' });
    expect(shown.choices[0]?.message?.reasoning_content).toContain('simulated thinking');
    expect(hidden.choices[0]?.message).not.toHaveProperty('reasoning_content');
  });

  it('sends the role with the first words, and a call in one chunk', async () => {
    await using simulator = await createSimulator();
    const [first] = await streamed(simulator, 'xai', { model: 'grok-3' });
    expect(first?.choices[0]?.delta).toEqual({ role: 'assistant', content: '(' });
    const [call] = await streamed(simulator, 'xai', { model: 'grok-3', tools });
    expect(call?.choices[0]?.delta?.tool_calls?.[0]?.function).toEqual({ name: 'add', arguments: '{"a":2,"b":3}' });
  });

  it('answers a wrong key with 400, and rejects parameters that a model does not support', async () => {
    await using simulator = await createSimulator();
    const wrong = await post(simulator, 'xai', { model: 'grok-3' }, 'wrong-key');
    expect([wrong.status, await wrong.json()]).toEqual([
      400,
      { code: 'invalid-argument', error: expect.stringContaining('Incorrect API key') },
    ]);
    const refused = await post(simulator, 'xai', { model: 'grok-code-fast-1', reasoning_effort: 'low' });
    expect(await refused.json()).toMatchObject({ error: expect.stringContaining('reasoningEffort') });
  });
});

describe("DashScope's dialect", () => {
  it('rejects plain requests to models that only stream', async () => {
    await using simulator = await createSimulator();
    for (const model of ['qwen-omni-turbo', 'qwq-plus', 'qwen3-8b']) {
      const refused = await post(simulator, 'aliyun', { model });
      expect([model, refused.status]).toEqual([model, 400]);
      const body: unknown = await refused.json();
      expect(body).toMatchObject({ error: { code: 'invalid_parameter_error' }, request_id: expect.any(String) });
      expect((await streamed(simulator, 'aliyun', { model })).length).toBeGreaterThan(5);
    }
    expect((await post(simulator, 'aliyun', { model: 'qwen3-8b', enable_thinking: false })).status).toBe(200);
  });

  it('thinks only on request, and within the budget', async () => {
    await using simulator = await createSimulator();
    const thinking = { model: 'qwen-plus', enable_thinking: true, thinking_budget: 7 };
    const chunks = await streamed(simulator, 'aliyun', thinking);
    expect(chunks.filter((chunk) => chunk.choices[0]?.delta?.reasoning_content)).toHaveLength(7);
    expect(chunks.at(-1)?.usage?.completion_tokens_details?.reasoning_tokens).toBe(7);
    expect((await plain(simulator, 'aliyun', { model: 'qwen-plus' })).usage).not.toHaveProperty(
      'completion_tokens_details',
    );
  });

  it('repeats a call with an empty name, in models of the first generation', async () => {
    await using simulator = await createSimulator();
    const chunks = await streamed(simulator, 'aliyun', { model: 'qwen-plus', tools });
    const calls = chunks.flatMap((chunk) => chunk.choices[0]?.delta?.tool_calls ?? []);
    expect(calls.map((call) => call.function.name)).toEqual(['add', ...calls.slice(1).map(() => '')]);
    expect(calls.map((call) => call.function.arguments).join('')).toBe('{"a":2,"b":3}');
  });

  it('sends audio on request', async () => {
    await using simulator = await createSimulator();
    const chunks = await streamed(simulator, 'aliyun', {
      model: 'qwen3-omni-flash',
      modalities: ['text', 'audio'],
      audio: { voice: 'Cherry', format: 'wav' },
    });
    const sound = chunks.flatMap((chunk) => chunk.choices[0]?.delta?.audio ?? []) as { data: string }[];
    const bytes = sound.map(({ data }) => Buffer.from(data, 'base64'));
    expect(Buffer.concat(bytes)).toHaveLength(4800);
  });
});

describe("SiliconFlow's dialect", () => {
  it('sends growing usage in every chunk, and no separate usage chunk', async () => {
    await using simulator = await createSimulator();
    const chunks = await streamed(simulator, 'siliconflow', { model: 'deepseek-ai/DeepSeek-R1' });
    const totals = chunks.map((chunk) => chunk.usage?.total_tokens ?? Number.NaN);
    expect(totals.toSorted((one, other) => one - other)).toEqual(totals);
    expect(chunks.every((chunk) => chunk.choices.length === 1)).toBe(true);
    expect(totals.at(-1)).toBe(simulator.requests[0]?.usage?.totalTokens);
  });

  it('sends empty finish reasons on older models, and null ids in later deltas of a call', async () => {
    await using simulator = await createSimulator();
    const chunks = await streamed(simulator, 'siliconflow', { model: 'deepseek-ai/DeepSeek-V3' });
    expect(chunks.map((chunk) => chunk.choices[0]?.finish_reason)).toEqual([...chunks.slice(1).map(() => ''), 'stop']);
    const calling = await streamed(simulator, 'siliconflow', { model: 'Qwen/Qwen3.6-27B', tools });
    const [first, ...later] = calling.flatMap((chunk) => chunk.choices[0]?.delta?.tool_calls ?? []);
    expect(first?.id).toBeTypeOf('string');
    expect(new Set(later.map((call) => call.id))).toEqual(new Set([null]));
  });

  it('sends errors as an object or as a plain string', async () => {
    await using simulator = await createSimulator({ faults: ['401', '404', '429', 'quota'] });
    const errors: unknown[] = [];
    for (let asked = 0; asked < 4; asked += 1) {
      errors.push(await (await post(simulator, 'siliconflow', { model: 'a-model' })).json());
    }
    expect(errors).toEqual([
      'Api key is invalid',
      { code: 20012, message: expect.any(String), data: null },
      { message: expect.any(String), data: null },
      { code: 30001, message: expect.any(String), data: null },
    ]);
  });
});
