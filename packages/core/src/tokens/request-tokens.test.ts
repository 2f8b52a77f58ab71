import { describe, expect, it } from 'vitest';
import type { Message } from '../contract/message.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { countLocally } from './request-tokens.ts';
import { textCounter } from './text-tokens.ts';

const count = await textCounter('o200k_base');
const gpt: ModelInfo = { id: 'gpt', input: ['text'], tokenizer: 'o200k_base' };
const request = (messages: readonly Message[], fields: Partial<GenerateRequest> = {}): GenerateRequest => ({
  provider: 'p',
  model: 'm',
  messages,
  stream: false,
  ...fields,
});
const user = (content: Message['content']): Message => ({ role: 'user', content });

describe('countLocally', () => {
  it('adds the tokens of the chat format for each message and the answer', async () => {
    const once = await countLocally(request([user('Hello, world!')]), gpt);
    expect(once).toEqual({ tokens: 4 + 4 + 3, exact: true, bound: 0 });
    expect((await countLocally(request([user('Hello, world!')]), { ...gpt, kind: 'reasoning' })).tokens).toBe(
      4 + 4 + 2,
    );
  });

  it('counts the tokens that a service adds to a request with tools', async () => {
    const tools = [{ name: 'look', parameters: { type: 'object' } }];
    const model: ModelInfo = { id: 'm', input: ['text'] };
    const { tokens } = await countLocally(request([user('Hi')], { tools }), model);
    const more = await countLocally(request([user('Hi')], { tools }), { ...model, toolPreamble: 346 });
    expect(more.tokens - tokens).toBe(346 - 150);
  });

  it('counts media by the rates of the model, and never their base64', async () => {
    const url = `data:image/png;base64,${'A'.repeat(100_000)}`;
    const images = request([user([{ type: 'image', url }])]);
    expect(await countLocally(images, gpt)).toMatchObject({ tokens: 1107, exact: false, bound: 1108 });
    const known: ModelInfo = {
      ...gpt,
      media: {
        image: [{ kind: 'fixed', tokens: 1120 }],
        option: { path: 'detail', values: { low: { image: [{ kind: 'fixed', tokens: 280 }] } } },
      },
    };
    expect(await countLocally(images, known)).toMatchObject({ tokens: 1127, exact: false, bound: 112 + 8 });
    const low = { ...images, providerOptions: { detail: 'low' } };
    expect((await countLocally(low, known)).tokens).toBe(287);
  });

  it('counts a text document as text', async () => {
    const words = 'The quick brown fox jumps over the lazy dog. '.repeat(100);
    const url = `data:text/markdown;base64,${Buffer.from(words).toString('base64')}`;
    const { tokens, exact } = await countLocally(request([user([{ type: 'file', url }])]), gpt);
    expect([tokens, exact]).toEqual([count(words) + 7, false]);
  });

  it('counts tools, calls and results, including undefined ones', async () => {
    const call = { type: 'tool-call', id: 'c', name: 'look', arguments: { city: 'Oslo' } } as const;
    const result = { type: 'tool-result', id: 'c', name: 'look', output: 'Hello, world!' } as const;
    const messages: readonly Message[] = [
      { role: 'assistant', content: [call, { ...call, arguments: undefined }] },
      { role: 'tool', content: [{ ...result, output: undefined }, result] },
    ];
    const words = count('look{"city":"Oslo"}') + count('look') + 4;
    expect((await countLocally(request(messages), gpt)).tokens).toBe(words + 2 * 4 + 3);
    const tools = [{ name: 'look', parameters: { type: 'object' } }];
    const more = await countLocally(request(messages, { tools }), gpt);
    expect(more.tokens).toBeGreaterThan(words + count(JSON.stringify(tools)));
  });

  it.each([
    ['Chinese', '天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。'.repeat(20), 0.8, 0.95],
    ['numbers', '31415 92653 58979 32384 '.repeat(50), 1.85, 2.05],
    ['English', 'The quick brown fox jumps over the lazy dog. '.repeat(20), 0.98, 1.05],
  ])('weighs %s by the vocabulary of the model', async (_, text, least, most) => {
    const qwen = await countLocally(request([user(text)]), { id: 'q', input: ['text'], tokenizer: 'qwen3' });
    const ratio = (qwen.tokens - 12) / count(text);
    expect([qwen.exact, ratio >= least, ratio <= most]).toEqual([false, true, true]);
  });

  it('caches the counts of texts', async () => {
    const text = 'All work and no play makes a long history. '.repeat(20_000);
    const cost = async (): Promise<number> => {
      const before = process.cpuUsage();
      await countLocally(request([user(text)]), gpt);
      const { user: spent } = process.cpuUsage(before);
      return spent;
    };
    const [first, second] = [await cost(), await cost()];
    expect(second).toBeLessThan(first / 4);
  });
});
