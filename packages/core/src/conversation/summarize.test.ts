import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import { type Message, messageText } from '../contract/message.ts';
import type { Notice } from '../contract/notice.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { type FakeAnswer, fakeFinish, fakeProvider } from '../testing/index.ts';
import { thrown } from '../testing/samples.ts';
import { Conversation } from './conversation.ts';

const folder = mkdtempSync(join(tmpdir(), 'summaries-'));
afterAll(() => rmSync(folder, { recursive: true }));

const words = (count: number): string => Array.from({ length: count }, () => 'word').join(' ');
const long = (name: string): Message => ({ role: 'user', content: `${name} ${words(60)}` });
const answer: Message = { role: 'assistant', content: 'Yes.' };
const past = [long('a'), answer, long('b'), answer, long('c'), answer];
const models = {
  small: { id: 'small', input: ['text', 'image'], contextWindow: 250, tokenizer: 'o200k_base' },
} as const;
const cost = { amount: 0.5, currency: 'USD', estimated: true };
const isSummary = ({ messages }: GenerateRequest) => messages.map(messageText).join().startsWith('Summarize');
const said = (text: string): FakeAnswer => [{ type: 'text', text }, fakeFinish({ cost })];

/** Returns a client of a small model, with its notices and requests. `written` counts the requests for summaries. */
function summarizer(
  summary: FakeAnswer = said('They agreed.'),
  reply: (request: GenerateRequest) => FakeAnswer = () => said('Fine.'),
) {
  const provider = fakeProvider({ models, answer: (request) => (isSummary(request) ? summary : reply(request)) });
  const notices: Notice[] = [];
  const client = new LLMClient({
    provider,
    model: 'small',
    enableRetries: false,
    notify: (notice) => notices.push(notice),
  });
  const written = () => provider.requests.filter(isSummary).length;
  const sent = () => messageText(provider.requests.at(-1)?.messages[0] as Message);
  return { client, provider, notices, written, sent };
}

/** Returns a conversation whose first turns are summarized. */
async function summarized({ client }: ReturnType<typeof summarizer>, path?: string): Promise<Conversation> {
  const conversation = path
    ? await Conversation.open(path, { client, trim: 'summarize' })
    : client.startConversation({ trim: 'summarize' });
  conversation.add(...past);
  await conversation.send('And?');
  return conversation;
}

function reopened(conversation: Conversation, path: string): Promise<Conversation> {
  conversation.close();
  return Conversation.open(path);
}

function begunAnew(conversation: Conversation): void {
  conversation.clear();
  conversation.add(long('x'), answer, ...past);
}

describe('a summary', () => {
  it.each<[string, (conversation: Conversation, path: string) => Promise<Conversation> | Conversation]>([
    ['a file', reopened],
    ['JSON', (conversation) => Conversation.fromJSON(JSON.parse(JSON.stringify(conversation)))],
    ['a fork', (conversation) => conversation.fork()],
  ])('is kept in %s', async (name, again) => {
    const one = summarizer();
    const path = join(folder, `${name}.jsonl`);
    const conversation = await summarized(one, path);
    expect([one.written(), one.provider.requests.length]).toEqual([1, 2]);
    const other = summarizer();
    await (await again(conversation, path)).use(other.client).send({ message: 'So?', trim: 'summarize' });
    expect([other.written(), other.sent()]).toEqual([0, expect.stringContaining('They agreed.')]);
    conversation.close();
  });

  it.each<[string, (conversation: Conversation) => void]>([
    ['edited', (conversation) => conversation.edit(0, long('other'))],
    ['begun anew', begunAnew],
  ])('is written again if the turns that it covers were %s', async (_, change) => {
    const one = summarizer();
    const conversation = await summarized(one);
    change(conversation);
    await conversation.send('So?');
    expect(one.written()).toBe(2);
  });

  it('is reused if later turns are undone', async () => {
    const one = summarizer();
    const conversation = await summarized(one);
    conversation.undo();
    await conversation.send('So?');
    expect([one.written(), one.sent()]).toEqual([1, expect.stringContaining('They agreed.')]);
  });

  it.each([
    { count: -1, digest: 'a', text: 'b' },
    { count: 1, digest: 1, text: 'b' },
    { count: 1, digest: 'a' },
    'They agreed.',
  ])('is rejected if it is damaged: %j', async (summary) => {
    const json = { ...new Conversation().toJSON(), summary };
    expect(String(await thrown(() => Conversation.fromJSON(json)))).toContain('damaged');
  });
});

describe('the usage of a summary', () => {
  it.each([false, true])('is part of the answer for which it was written (stream: %s)', async (stream) => {
    const one = summarizer();
    const conversation = one.client.startConversation({ trim: 'summarize', messages: past });
    const result = stream
      ? await (await conversation.send({ message: 'And?', stream })).result
      : await conversation.send('And?');
    expect(result.usage).toEqual({ inputTokens: 6, outputTokens: 4, totalTokens: 10 });
    expect([result.cost, result.attempts.length, result.text]).toEqual([
      { ...cost, amount: 1, complete: true },
      2,
      'Fine.',
    ]);
    expect(one.notices).toMatchObject([{ type: 'trim', usage: { totalTokens: 5 }, cost }]);
    const next = await conversation.send('So?');
    expect([next.usage.totalTokens, next.attempts.length]).toEqual([5, 1]);
  });

  it('is counted once if tools run before the answer', async () => {
    const call = { type: 'tool-call', id: '1', name: 'look', arguments: {} } as const;
    const one = summarizer(undefined, ({ messages }) =>
      messages.at(-1)?.role === 'tool' ? said('Blue.') : [call, fakeFinish({ cost, finishReason: 'tool_calls' })],
    );
    const conversation = one.client.startConversation({ trim: 'summarize', messages: past });
    const result = await conversation.send({ message: 'And?', tools: [{ name: 'look', execute: () => 'blue' }] });
    expect([result.usage.totalTokens, result.cost, result.attempts.length]).toEqual([
      15,
      { ...cost, amount: 1.5, complete: true },
      3,
    ]);
  });
});

describe('if no summary is possible', () => {
  it.each([
    ['is empty', ' '],
    ['is too long', words(300)],
  ])('the first turns are omitted: the summary %s', async (_, summary) => {
    const one = summarizer(said(summary));
    const conversation = one.client.startConversation({ trim: 'summarize', messages: past });
    const { warnings, usage } = await conversation.send('And?');
    expect(warnings).toEqual([expect.stringContaining('No summary made the conversation fit')]);
    expect([usage.totalTokens, one.sent()]).toEqual([10, expect.not.stringContaining('Summary')]);
  });

  it('none is written for a single message that is too long', async () => {
    const one = summarizer();
    const conversation = one.client.startConversation({ trim: 'summarize' });
    await conversation.send(words(230));
    expect([one.written(), one.provider.requests.length]).toEqual([0, 1]);
  });

  it('the turn is interrupted if the summary fails', async () => {
    const one = summarizer(new Error('Broken.'));
    const conversation = one.client.startConversation({ trim: 'summarize', messages: past });
    expect(String(await thrown(conversation.send('And?')))).toContain('Broken.');
    expect(conversation.interrupted).toMatchObject({ question: { content: 'And?' }, reason: 'Broken.' });
    expect((await conversation.send({ message: 'So?', trim: 'oldest' })).text).toBe('Fine.');
  });
});
