import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AuthenticationError,
  Config,
  ConfigurationError,
  type GenerateResult,
  LLMClient,
  ModelProvider,
  type StreamEvent,
} from '@rephysco/core';
import { OpenAI, openai } from '@rephysco/openai';
import { createSimulator, type Simulator } from '@rephysco/simulator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// Test of the public contract, written from the documentation only.

const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

let simulator: Simulator;
let client: LLMClient;
beforeEach(async () => {
  simulator = await createSimulator();
  const baseURL = `${simulator.url}/v1`;
  client = new LLMClient({ provider: ModelProvider.OPENAI, model: OpenAI.GPT_4O, apiKey: 'made-up', baseURL });
});
afterEach(async () => {
  Config.reset();
  await client.close();
  await simulator.close();
});

describe('The public contract', () => {
  it('returns a whole answer to a prompt', async () => {
    const answer = await client.generate({ prompt: 'Explain quantum computing in simple terms.', system: 'Be brief.' });
    expect(answer).toMatchObject({ provider: 'openai', finishReason: 'stop', cached: false });
    expect(answer.text).toContain('simulated');
    expect(answer.usage.totalTokens).toBe((answer.usage.inputTokens ?? 0) + (answer.usage.outputTokens ?? 0));
    expect((await client.generate('Explain quantum computing.')).text).not.toBe('');
  });

  it('streams text, and then returns the whole answer', async () => {
    const stream = await client.generate({ prompt: 'Explain it.', stream: true });
    let text = '';
    for await (const chunk of stream) text += chunk;
    const whole: GenerateResult = await stream.result;
    expect(whole.text).toBe(text);
  });

  it('streams typed events', async () => {
    const types: StreamEvent['type'][] = [];
    for await (const event of (await client.generate({ prompt: 'Explain it.', stream: true })).events())
      types.push(event.type);
    expect([types.at(-1), types.filter((type) => type === 'finish').length, types.includes('text')]).toEqual([
      'finish',
      1,
      true,
    ]);
  });

  it('rejects if the request fails before the first event, and throws from the loop if the answer breaks', async () => {
    simulator.fail('401');
    await expect(client.generate({ prompt: 'x', stream: true })).rejects.toBeInstanceOf(AuthenticationError);
    simulator.fail('cut@2');
    const stream = await client.generate({ prompt: 'x', stream: true });
    const read = async (): Promise<void> => {
      for await (const _ of stream);
    };
    await expect(read()).rejects.toMatchObject({ kind: 'interrupted', partial: { text: expect.stringMatching(/./) } });
    await expect(stream.result).rejects.toMatchObject({ kind: 'interrupted' });
  });

  it('chats about images in every form, and remembers', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'contract-'));
    const path = join(folder, 'b.png');
    await writeFile(path, Buffer.from(pixel, 'base64'));
    const images = [
      'https://example.com/a.jpg',
      `data:image/png;base64,${pixel}`,
      Buffer.from(pixel, 'base64'),
      { path },
    ];
    await client.chat({ message: 'What is in this image?', images });
    await client.chat('And what else?');
    expect(client.conversation.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
    expect(simulator.requests[1]?.body).toMatchObject({ messages: { length: 3 } });
    client.conversation.clear();
    expect(client.conversation.messages).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it('embeds and counts tokens', async () => {
    const { embeddings, usage, model } = await client.embed({
      input: ['a', 'b'],
      model: OpenAI.TEXT_EMBEDDING_3_SMALL,
    });
    expect([embeddings.length, typeof embeddings[0]?.[0], model]).toEqual([2, 'number', 'text-embedding-3-small']);
    expect(usage.inputTokens).toBeGreaterThan(0);
    const messages = [{ role: 'user', content: 'How many?' }] as const;
    const before = simulator.requests.length;
    expect(await client.countTokens({ messages })).toMatchObject({ method: 'exact', bound: 0 });
    expect(simulator.requests.length).toBe(before);
    expect(await client.countTokens({ messages }, { method: 'endpoint' })).toMatchObject({ method: 'endpoint' });
  });

  it('uses the Responses protocol on request', async () => {
    const options = { provider: 'openai', api: 'responses', apiKey: 'made-up', baseURL: `${simulator.url}/v1` };
    await using other = new LLMClient(options);
    expect((await other.generate('Hello')).text).toContain('simulated');
    expect(simulator.requests[0]?.path).toBe('/v1/responses');
  });

  it('accepts a provider without the registry, and a name in any spelling', async () => {
    const baseURL = `${simulator.url}/v1`;
    await using direct = new LLMClient({ provider: openai.create({ apiKey: 'made-up', baseURL }) });
    expect((await direct.generate('Hello')).provider).toBe('openai');
    const spelling: string = 'Open-AI';
    expect(new LLMClient({ provider: spelling, apiKey: 'made-up', baseURL }).provider.name).toBe('openai');
  });

  it('is configured in seconds, and rejects unknown names', () => {
    Config.update({ cacheTtl: 3600, maxRetries: 5, baseDelay: 1, backoffFactor: 2 });
    expect(Config.current).toMatchObject({ cacheTtl: 3600, maxRetries: 5, baseDelay: 1, backoffFactor: 2 });
    expect(() => Config.update({ max_retries: 5 } as object)).toThrow(ConfigurationError);
  });

  it('makes at most maxRetries + 1 requests, and reports each attempt', async () => {
    simulator.fail('503x*');
    const retrying = {
      provider: 'openai',
      apiKey: 'made-up',
      baseURL: `${simulator.url}/v1`,
      maxRetries: 2,
      baseDelay: 0,
    };
    await using other = new LLMClient(retrying);
    await expect(other.generate('Hello')).rejects.toMatchObject({ status: 503, attempts: { length: 3 } });
    expect(simulator.requests.length).toBe(3);
  });

  it("surfaces the signal's own reason", async () => {
    const reason = new Error('enough');
    await expect(client.generate({ prompt: 'x', signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
