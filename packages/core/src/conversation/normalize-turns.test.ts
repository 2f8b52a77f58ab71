import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ContentPart, isMediaPart, type Message, messageParts } from '../contract/message.ts';
import { normalizeTurns } from './normalize-turns.ts';

const all = ['text', 'image', 'audio', 'video', 'file'];
const user = (content: Message['content']): Message => ({ role: 'user', content });
const assistant = (content: Message['content']): Message => ({ role: 'assistant', content });
const tool = (...content: ContentPart[]): Message => ({ role: 'tool', content });
const call = (id: string, args: unknown = {}): ContentPart => ({
  type: 'tool-call',
  id,
  name: `n${id}`,
  arguments: args,
});
const result = (id: string, output: unknown = 'ok'): ContentPart => ({
  type: 'tool-result',
  id,
  name: `n${id}`,
  output,
});
const notRun = (id: string) => ({ ...result(id, 'This tool was not run.'), isError: true });
const picture: ContentPart = { type: 'image', url: 'https://img.example.com/a.png' };

/** Returns the faults for which the strictest forms of Chat Completions, Responses or generateContent reject turns. */
function problems(turns: readonly Message[]): string[] {
  const found: string[] = [];
  if (turns[0]?.role !== 'user') found.push('the user does not begin');
  for (const [index, turn] of turns.entries()) {
    const parts = messageParts(turn);
    const before = turns[index - 1];
    if (before?.role === turn.role) found.push(`${index}: does not alternate`);
    if (!parts.some((part) => !('text' in part) || part.text.trim() !== '')) found.push(`${index}: is empty`);
    const calls = idsOf(turn, 'tool-call');
    const results = idsOf(turn, 'tool-result');
    if (calls.length > 0 && turn.role !== 'assistant') found.push(`${index}: only the assistant calls`);
    if (results.length > 0 && turn.role !== 'tool') found.push(`${index}: only tools have results`);
    if (turn.role === 'tool' && results.length < parts.length) found.push(`${index}: tools have only results`);
    if (new Set(calls).size < calls.length) found.push(`${index}: calls twice with one id`);
    const expected = before ? idsOf(before, 'tool-call') : [];
    if (JSON.stringify(results) !== JSON.stringify(expected))
      found.push(`${index}: results are not those of the calls`);
    for (const part of parts) {
      if (part.type === 'tool-call' && !isObject(part.arguments)) found.push(`${index}: arguments are no object`);
    }
  }
  if (turns.at(-1) && idsOf(turns.at(-1) as Message, 'tool-call').length > 0) found.push('a call is not answered');
  return found;
}

const idsOf = (turn: Message, type: 'tool-call' | 'tool-result'): string[] =>
  messageParts(turn).flatMap((part) => (part.type === type ? [part.id] : []));
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const text = fc.constantFrom('', ' ', 'One', 'Two', '\n', '文字');
const id = fc.constantFrom('a', 'b', 'c');
const part: fc.Arbitrary<ContentPart> = fc.oneof(
  text.map((said): ContentPart => ({ type: 'text', text: said })),
  text.map((said): ContentPart => ({ type: 'text', text: said, providerData: { some: { id: '1' } } })),
  text.map((said): ContentPart => ({ type: 'reasoning', text: said })),
  text.map((said): ContentPart => ({ type: 'refusal', text: said })),
  fc.tuple(id, fc.jsonValue()).map(([each, args]) => call(each, args)),
  fc.tuple(id, fc.jsonValue()).map(([each, output]) => result(each, output)),
  fc.constant(picture),
);
const role = fc.constantFrom<Message['role']>('user', 'assistant', 'tool');
const turn: fc.Arbitrary<Message> = fc.record({ role, content: fc.oneof(text, fc.array(part, { maxLength: 5 })) });
const turns = fc.array(turn, { maxLength: 10 });

describe('a repaired history', () => {
  it('is accepted by the strictest services, for any history', () => {
    fc.assert(
      fc.property(turns, fc.constantFrom(all, ['text']), (said, input) => {
        const repaired = normalizeTurns([...said, user('And now?')], input).turns;
        expect(problems(repaired)).toEqual([]);
        expect(messageParts(repaired.at(-1) as Message).at(-1)).toMatchObject({ type: 'text' });
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps every text and medium of the user, in order', () => {
    fc.assert(
      fc.property(turns, (said) => {
        const words = (some: readonly Message[]) =>
          some.flatMap(({ role: who, content }) => (who === 'assistant' ? [] : partsOf(content).flatMap(saidIn)));
        const repaired = normalizeTurns([user('First'), ...said, user('Last')], all).turns;
        expect(words(repaired).flatMap((word) => word.split('\n\n'))).toEqual(['First', ...words(said), 'Last']);
      }),
    );
  });

  it('does not change when it is repaired again', () => {
    fc.assert(
      fc.property(turns, (said) => {
        const once = normalizeTurns([...said, user('Last')], all).turns;
        const { turns: twice, warnings } = normalizeTurns(once, all);
        expect([twice.length, warnings]).toEqual([once.length, []]);
        for (const [index, each] of twice.entries()) expect(each).toEqual(once[index]);
      }),
    );
  });
});

const partsOf = (content: Message['content']) => messageParts({ role: 'user', content });
const saidIn = (each: ContentPart): string[] => {
  if (isMediaPart(each)) return [each.url];
  return each.type === 'text' && each.text.trim() !== '' ? [each.text] : [];
};

describe('repairTurns', () => {
  it.each<[string, readonly Message[], readonly Message[], string]>([
    [
      'adds a result for a call that was never run',
      [user('Q'), assistant([call('a')]), user('R')],
      [user('Q'), assistant([call('a')]), tool(notRun('a') as ContentPart), user('R')],
      "Tool 'na' was called but not run",
    ],
    [
      'moves a result behind its call',
      [user('Q'), assistant([call('a')]), user('R'), tool(result('a'))],
      [user('Q'), assistant([call('a')]), tool(result('a')), user('R')],
      '',
    ],
    [
      'sorts results by the order of the calls',
      [user('Q'), assistant([call('a'), call('b')]), tool(result('b')), tool(result('a'))],
      [user('Q'), assistant([call('a'), call('b')]), tool(result('a'), result('b'))],
      '',
    ],
    [
      'drops a result without a call',
      [user('Q'), tool(result('x')), assistant('A')],
      [user('Q'), assistant('A')],
      "The result of tool 'nx' was left out",
    ],
    [
      'drops an empty answer and joins the user messages around it',
      [user('Q'), assistant(' '), user('R')],
      [user('Q\n\nR')],
      'An empty answer was left out',
    ],
    [
      'drops an answer with only reasoning',
      [user('Q'), assistant([{ type: 'reasoning', text: 'Hm' }]), user('R')],
      [user('Q\n\nR')],
      'An empty answer',
    ],
    [
      'drops turns before the first question',
      [assistant('Hello!'), user('Q')],
      [user('Q')],
      'before the first message',
    ],
    [
      'drops blank texts next to other parts',
      [user([{ type: 'text', text: '' }, picture]), assistant('A')],
      [user([picture]), assistant('A')],
      '',
    ],
    [
      'wraps arguments that are not an object',
      [user('Q'), assistant([call('a', '{"x":')]), tool(result('a'))],
      [user('Q'), assistant([call('a', { arguments: '{"x":' })]), tool(result('a'))],
      '',
    ],
    [
      'keeps texts of the user between results',
      [user('Q'), assistant([call('a')]), tool(result('a'), { type: 'text', text: 'So?' })],
      [user('Q'), assistant([call('a')]), tool(result('a')), user([{ type: 'text', text: 'So?' }])],
      '',
    ],
  ])('%s', (_, before, after, warning) => {
    const { turns: repaired, warnings } = normalizeTurns(before, all);
    expect(repaired).toEqual(after);
    expect(warnings.join()).toContain(warning);
    expect(warnings.length).toBe(warning === '' ? 0 : 1);
  });

  it('replaces unsupported media of earlier turns with a note, but not those of the question', () => {
    const { turns: repaired, warnings } = normalizeTurns([user([picture]), assistant('A'), user([picture])], ['text']);
    expect(repaired[0]).toEqual(user([{ type: 'text', text: '[Here was image input that this model cannot take.]' }]));
    expect(repaired[2]).toEqual(user([picture]));
    expect(warnings).toEqual(['The model does not support image input. A note replaces it in earlier turns.']);
  });

  it('returns the same objects if there is nothing to repair', () => {
    const fine = [user('Q'), assistant([call('a')]), tool(result('a')), assistant('A')];
    const { turns: repaired } = normalizeTurns(fine, all);
    expect(repaired.every((each, index) => each === fine[index] || each.role !== 'user')).toBe(true);
  });
});
