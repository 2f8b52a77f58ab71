import type { ContentPart, Message } from '@rephysco/core';
import { createAnswer } from '@rephysco/core/provider';
import { describe, expect, it } from 'vitest';
import { createReader } from '../response/response-reader.ts';
import { service } from '../service/environment.ts';
import { answer } from '../testing/test-service.ts';
import { toContents } from './to-contents.ts';

const plain = { signedCalls: false };
const user = (text: string): Message => ({ role: 'user', content: text });
const call = (id: string, name: string, fields: Partial<ContentPart> = {}): ContentPart =>
  ({ type: 'tool-call', id, name, arguments: {}, ...fields }) as ContentPart;
const result = (id: string, name: string, output: unknown): ContentPart => ({ type: 'tool-result', id, name, output });

/** Converts the parts of an answer to the contents of the next request. */
function roundTrip(parts: readonly object[]): unknown {
  const folded = createAnswer();
  const reader = createReader({
    model: 'gemini-3.8-flash',
    warnings: [],
    origin: { service, baseURL: 'http://127.0.0.1/v1beta', secrets: [] },
  });
  for (const part of parts) for (const event of reader.read(answer([part]))) folded.add(event);
  return toContents([{ role: 'assistant', content: folded.content() }], { signedCalls: true })[0]?.parts;
}

describe('A history', () => {
  it('alternates between user and model, without system prompts', () => {
    const messages: Message[] = [
      { role: 'system', content: 'Be brief.' },
      user('Name a tree.'),
      { role: 'assistant', content: 'The larch.' },
      user('And another?'),
    ];
    expect(toContents(messages, plain)).toEqual([
      { role: 'user', parts: [{ text: 'Name a tree.' }] },
      { role: 'model', parts: [{ text: 'The larch.' }] },
      { role: 'user', parts: [{ text: 'And another?' }] },
    ]);
  });

  it('has no empty turns, and no adjacent turns of one role', () => {
    const messages: Message[] = [user('a'), { role: 'assistant', content: '' }, user(''), user('b')];
    expect(toContents(messages, plain)).toEqual([{ role: 'user', parts: [{ text: 'a' }, { text: 'b' }] }]);
  });

  it('contains media as bytes, or as a URL that the service can load', () => {
    const content: ContentPart[] = [
      { type: 'image', url: 'data:image/png;base64,aGk=', mediaType: 'image/png' },
      { type: 'video', url: 'gs://bucket/film.mp4', mediaType: 'video/mp4' },
      { type: 'file', url: 'https://generativelanguage.googleapis.com/v1beta/files/abc' },
    ];
    expect(toContents([{ role: 'user', content }], plain)[0]?.parts).toEqual([
      { inlineData: { mimeType: 'image/png', data: 'aGk=' } },
      { fileData: { mimeType: 'video/mp4', fileUri: 'gs://bucket/film.mp4' } },
      { fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/abc' } },
    ]);
  });

  it('omits reasoning without a signature of Gemini', () => {
    const content: ContentPart[] = [
      { type: 'reasoning', text: 'Hm.', providerData: { other: { thoughtSignature: 'x' } } },
      { type: 'text', text: 'Yes.' },
    ];
    expect(toContents([{ role: 'assistant', content }], plain)[0]?.parts).toEqual([{ text: 'Yes.' }]);
  });
});

describe('Results of tools', () => {
  it('are in one turn in the order of their calls, separate from the next user message', () => {
    const messages: Message[] = [
      user('Weather in Oslo and Rome?'),
      { role: 'assistant', content: [call('call_0', 'weather'), call('call_1', 'weather')] },
      { role: 'tool', content: [result('call_1', 'weather', 'warm')] },
      { role: 'tool', content: [{ ...result('call_0', 'weather', 'no such city'), isError: true } as ContentPart] },
      user('Well?'),
    ];
    expect(toContents(messages, plain).slice(2)).toEqual([
      {
        role: 'user',
        parts: [
          { functionResponse: { name: 'weather', response: { error: 'no such city' } } },
          { functionResponse: { name: 'weather', response: { output: 'warm' } } },
        ],
      },
      { role: 'user', parts: [{ text: 'Well?' }] },
    ]);
  });

  it('have the id of their call if the service sent one, but no generated id', () => {
    const messages: Message[] = [
      {
        role: 'assistant',
        content: [call('8hd01vsf', 'add', { providerData: { gemini: { id: '8hd01vsf' } } }), call('call_1', 'add')],
      },
      { role: 'tool', content: [result('8hd01vsf', 'add', { sum: 5 }), result('call_1', 'add', [6])] },
    ];
    expect(toContents(messages, plain)).toEqual([
      {
        role: 'model',
        parts: [
          { functionCall: { id: '8hd01vsf', name: 'add', args: {} } },
          { functionCall: { name: 'add', args: {} } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: '8hd01vsf', name: 'add', response: { output: { sum: 5 } } } },
          { functionResponse: { name: 'add', response: { output: [6] } } },
        ],
      },
    ]);
  });

  it('belong to the calls right before them, even if ids repeat', () => {
    const turn = (name: string): Message[] => [
      { role: 'assistant', content: [call('call_0', name, { providerData: { gemini: { id: `id-of-${name}` } } })] },
      { role: 'tool', content: [result('call_0', name, name)] },
    ];
    const contents = toContents([...turn('first'), ...turn('second')], plain);
    expect(
      contents
        .flatMap(({ parts }) => parts.map((part) => Object.values(part)[0] as { id: string }))
        .map(({ id }) => id),
    ).toEqual(['id-of-first', 'id-of-first', 'id-of-second', 'id-of-second']);
  });
});

describe('Data from the model is sent back unchanged:', () => {
  it.each([
    ['a text', [{ text: 'Hi' }]],
    ['a signed text', [{ text: 'Hi', thoughtSignature: 's' }]],
    ['an empty text with a signature', [{ text: 'Hi' }, { text: '', thoughtSignature: 's' }]],
    ['a signed thought', [{ text: 'Hm.', thought: true, thoughtSignature: 's' }, { text: 'Hi' }]],
    [
      'signed and parallel calls',
      [
        { functionCall: { id: 'a1', name: 'add', args: { a: 2 } }, thoughtSignature: 's' },
        { functionCall: { name: 'multiply', args: {} } },
      ],
    ],
    ['a signed image', [{ inlineData: { mimeType: 'image/png', data: 'aGk=' }, thoughtSignature: 's' }]],
    [
      'executed code',
      [
        { executableCode: { language: 'PYTHON', code: '1+1', id: 'c' }, thoughtSignature: 's' },
        { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '2', id: 'c' } },
        { text: 'Two.', thoughtSignature: 't' },
      ],
    ],
    ['a part of an unknown kind', [{ somethingNew: { a: [1] } }]],
  ])('%s', (_, parts) => {
    expect(roundTrip(parts)).toEqual(parts);
  });
});

describe('A call of another service', () => {
  const messages: Message[] = [{ role: 'assistant', content: [call('a', 'add'), call('b', 'add')] }];

  it('gets a placeholder signature if it is the first of a turn and the model needs one', () => {
    expect(toContents(messages, { signedCalls: true })[0]?.parts).toEqual([
      { functionCall: { name: 'add', args: {} }, thoughtSignature: 'skip_thought_signature_validator' },
      { functionCall: { name: 'add', args: {} } },
    ]);
    expect(toContents(messages, plain)[0]?.parts[0]).toEqual({ functionCall: { name: 'add', args: {} } });
  });

  it('may have arguments that are not an object', () => {
    const content = [call('a', 'add', { arguments: '{"a": 1' } as Partial<ContentPart>)];
    expect(toContents([{ role: 'assistant', content }], plain)[0]?.parts).toEqual([
      { functionCall: { name: 'add', args: { arguments: '{"a": 1' } } },
    ]);
  });
});

it('Media that a tool returned follow the results of all tools', () => {
  const image: ContentPart = { type: 'image', url: 'data:image/png;base64,AAAA' };
  const messages: Message[] = [
    { role: 'assistant', content: [call('1', 'a'), call('2', 'b')] },
    { role: 'tool', content: [result('2', 'b', 'second'), image, result('1', 'a', 'first')] },
  ];
  expect(toContents(messages, plain)[1]).toEqual({
    role: 'user',
    parts: [
      { functionResponse: { name: 'a', response: { output: 'first' } } },
      { functionResponse: { name: 'b', response: { output: 'second' } } },
      { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
    ],
  });
});
