import { describe, expect, it } from 'vitest';
import type { Message } from '../contract/message.ts';
import { ownMessages } from './own-messages.ts';

const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex').toString('base64');
const pdf = Buffer.from('\ufeff\n%PDF-1.7\n').toString('base64');

describe("a caller's messages", () => {
  it('are copied, so that later changes do not reach the copy', () => {
    const message = {
      role: 'assistant' as const,
      content: [
        { type: 'text' as const, text: 'one' },
        { type: 'tool-call' as const, id: '1', name: 'get', arguments: { days: [1] } },
        { type: 'tool-result' as const, id: '1', name: 'get', output: { found: ['a'] } },
      ],
    };
    const messages: Message[] = [message, { role: 'user', content: 'two' }];
    const before = structuredClone(messages);
    const own = ownMessages(messages);
    message.content[0] = { type: 'text', text: 'changed' };
    (message.content[1] as { arguments: { days: number[] } }).arguments.days.push(2);
    (message.content[2] as { output: { found: string[] } }).output.found.push('b');
    messages.pop();
    expect(own).toEqual(before);
  });

  it('are neither changed nor frozen', () => {
    const messages: Message[] = [
      { role: 'user', content: [{ type: 'image', url: `data:image/jpg;base64,${jpeg}`, mediaType: 'image/jpg' }] },
    ];
    const before = structuredClone(messages);
    ownMessages(messages);
    expect(messages).toEqual(before);
    expect([Object.isFrozen(messages[0]), Object.isFrozen(messages[0]?.content)]).toEqual([false, false]);
  });

  it.each([
    ['image', 'image/jpg', jpeg, 'image/jpeg'],
    ['image', 'image/*', jpeg, 'image/jpeg'],
    ['image', 'IMAGE/PNG', jpeg, 'image/jpeg'],
    ['file', 'application/octet-stream', pdf, 'application/pdf'],
    ['audio', 'audio/mp3', 'AAAA', 'audio/mpeg'],
    ['audio', 'audio/pcm;rate=24000', 'AAAA', 'audio/pcm;rate=24000'],
  ] as const)('get the detected type for %s data with the type %s', (type, said, data, mediaType) => {
    const [own] = ownMessages([{ role: 'user', content: [{ type, url: `data:${said};base64,${data}` }] }]);
    expect(own?.content).toMatchObject([{ type, url: `data:${mediaType};base64,${data}` }]);
  });

  it('keep one copy of a medium, until the medium changes', () => {
    const part = { type: 'image' as const, url: `data:image/jpg;base64,${jpeg}` };
    const copy = (): unknown => ownMessages([{ role: 'user', content: [part] }])[0]?.content[0];
    const first = copy();
    expect(copy()).toBe(first);
    part.url = 'https://a.test/b.png';
    expect(copy()).toEqual({ type: 'image', url: 'https://a.test/b.png' });
  });
});
