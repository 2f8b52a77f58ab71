import { describe, expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import { type Message, messageText } from '../contract/message.ts';
import type { Notice } from '../contract/notice.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { Trim } from '../options/options.ts';
import { fakeProvider } from '../testing/index.ts';

const words = (text: string, count: number): string => Array.from({ length: count }, () => text).join(' ');
const long = (name: string): Message => ({ role: 'user', content: `${name} ${words('word', 60)}` });
const answer: Message = { role: 'assistant', content: 'Yes.' };
const call: Message = { role: 'assistant', content: [{ type: 'tool-call', id: 'c', name: 'look', arguments: {} }] };
const result: Message = { role: 'tool', content: [{ type: 'tool-result', id: 'c', name: 'look', output: 'blue' }] };
const past = [long('a'), answer, long('b'), call, result, answer, long('c'), answer];

const models = {
  small: { id: 'small', input: ['text', 'image'], contextWindow: 280, tokenizer: 'o200k_base' },
  large: { id: 'large', input: ['text', 'image'], contextWindow: 100_000, tokenizer: 'o200k_base' },
} as const;

/** Sends a message after `messages`. Returns the conversation, its requests and the reported notices. */
async function sent(
  trim: Trim | undefined,
  { model = 'small', messages = past }: { model?: string; messages?: readonly Message[] } = {},
) {
  const isSummary = (request: GenerateRequest) => messageText(request.messages[0] as Message).startsWith('Summarize');
  const provider = fakeProvider({ models, answer: (request) => (isSummary(request) ? 'They agreed.' : 'Fine.') });
  const notices: Notice[] = [];
  const client = new LLMClient({ provider, model, notify: (notice) => notices.push(notice) });
  const conversation = client.startConversation({ system: 'Be brief.', messages, trim });
  const { warnings } = await conversation.send('And?');
  const firsts = () => provider.requests.at(-1)?.messages.map((message) => messageText(message).slice(0, 1));
  return { provider, conversation, notices, warnings, firsts };
}

describe('trim', () => {
  it('is off by default', async () => {
    const { firsts, notices } = await sent(undefined);
    expect([firsts()?.length, notices]).toEqual([10, []]);
  });

  it('omits whole exchanges, oldest first, and reports it; the history stays complete', async () => {
    const { firsts, notices, conversation, warnings } = await sent('oldest');
    expect(firsts()).toEqual(['B', 'b', '', '', 'Y', 'c', 'Y', 'A']);
    expect(notices).toEqual([
      { type: 'trim', dropped: 2, before: expect.any(Number), after: expect.any(Number), limit: 210 },
    ]);
    const [notice] = notices;
    if (notice?.type !== 'trim') throw new Error('No trim.');
    expect(notice.before).toBeGreaterThan(210);
    expect(notice.after).toBeLessThanOrEqual(210);
    expect([conversation.turns.length, warnings]).toEqual([10, []]);
  });

  it('never separates a tool call from its result', async () => {
    for (let count = 1; count < 60; count += 7) {
      const messages = [...past, { role: 'user', content: words('more', count) } as const, answer];
      const { provider } = await sent('oldest', { messages });
      const turns = provider.requests.at(-1)?.messages.slice(1) ?? [];
      expect(turns[0]?.role).toBe('user');
      expect(turns.includes(call)).toBe(turns.includes(result));
    }
  });

  it('counts and changes nothing if the messages certainly fit', async () => {
    const { firsts, notices } = await sent('oldest', { model: 'large' });
    expect([firsts()?.length, notices]).toEqual([10, []]);
  });

  it('warns if even the last message is too long, or if the window is unknown', async () => {
    const huge = await sent('oldest', { messages: [{ role: 'user', content: words('word', 250) }, answer] });
    expect(huge.firsts()).toEqual(['B', 'A']);
    const alone = fakeProvider({ models });
    const { warnings } = await new LLMClient({ provider: alone, model: 'small' }).chat({
      message: words('word', 230),
      trim: 'oldest',
    });
    expect(warnings.join()).toContain('more than the 210 that fit');
    const unknown = await sent('oldest', { model: 'fake-1' });
    expect(unknown.warnings.join()).toContain('context window of fake:fake-1 is unknown');
  });

  it('replaces the first exchanges with a summary, and reuses it', async () => {
    const { provider, conversation, notices } = await sent('summarize');
    expect(provider.requests.length).toBe(2);
    expect(messageText(provider.requests[0]?.messages[0] as Message)).toContain('[called look with {}]');
    const [system, first] = provider.requests[1]?.messages ?? [];
    expect(system?.content).toBe('Be brief.');
    expect(messageText(first as Message)).toMatch(/^Summary of what was said before:\nThey agreed\.\n\n/);
    expect(notices).toMatchObject([{ type: 'trim', usage: { totalTokens: 5 } }]);
    await conversation.send('And then?');
    expect(provider.requests.length).toBe(3);
    conversation.add(long('d'), answer, long('e'), answer, long('f'), answer);
    await conversation.send('So?');
    expect(provider.requests.length).toBe(5);
    expect(messageText(provider.requests[3]?.messages[0] as Message)).toContain('said before: They agreed.');
  });

  it('can be a function, whose turns are repaired', async () => {
    const seen: unknown[] = [];
    const { firsts } = await sent((turns, limit) => {
      seen.push(turns.length, limit);
      return turns.slice(-2);
    });
    expect(seen).toEqual([9, 210]);
    expect(firsts()).toEqual(['B', 'A']);
  });
});
