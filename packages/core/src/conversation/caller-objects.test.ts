import { expect, it } from 'vitest';
import { LLMClient } from '../client.ts';
import { providerError } from '../contract/errors.ts';
import type { Message } from '../contract/message.ts';
import { fakeProvider } from '../testing/index.ts';

const later = (text: string): { type: 'text'; text: string } => ({ type: 'text', text });

it('A conversation does not change with the objects that it received or returned', async () => {
  const provider = fakeProvider({
    answer: [later('One.'), { type: 'tool-call', id: '1', name: 'get', arguments: { a: 1 } }],
  });
  const conversation = new LLMClient({ provider: { ...provider, generate } }).startConversation();
  async function* generate(): ReturnType<typeof provider.generate> {
    yield later('One.');
    yield { type: 'tool-call', id: '1', name: 'get', arguments: { a: 1 } };
    yield { type: 'finish', finishReason: 'tool_calls', model: 'fake-1', provider: 'fake', usage: {} };
  }
  const part = later('kept');
  const turn: Message = { role: 'user', content: [part] };
  conversation.add(turn, { role: 'assistant', content: 'ok' });
  part.text = 'changed';
  const answer = await conversation.send('Go on.');
  (answer.content[0] as { text: string }).text = 'changed';
  (answer.toolCalls[0]?.arguments as { a: number }).a = 2;
  expect(conversation.turns[0]?.content).toEqual([later('kept')]);
  expect(conversation.turns.at(-1)?.content).toMatchObject([later('One.'), { arguments: { a: 1 } }]);
});

it('A retry sends the messages as they were at the start of the call', async () => {
  const part = later('one');
  const messages: Message[] = [{ role: 'user', content: [part] }];
  const provider = fakeProvider({
    answer(_, attempt) {
      messages.push({ role: 'user', content: 'two' });
      part.text = 'changed';
      return attempt === 1 ? providerError('server', 'down', { provider: 'fake', status: 500 }) : 'ok';
    },
  });
  await new LLMClient({ provider, baseDelay: 0 }).generate({ messages });
  expect(provider.requests).toHaveLength(2);
  expect(provider.requests[1]?.messages).toEqual([{ role: 'user', content: [later('one')] }]);
});
