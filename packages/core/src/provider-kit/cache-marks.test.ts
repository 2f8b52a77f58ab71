import { expect, it } from 'vitest';
import type { Message } from '../contract/message.ts';
import { unusedMarks, withMarks } from './cache-marks.ts';

const marked: readonly Message[] = [
  { role: 'user', content: [{ type: 'text', text: 'a', promptCache: true, providerData: { acme: { id: 1 } } }] },
  { role: 'user', content: 'b' },
];

it('Marked parts get the fields of a provider, next to its other data', () => {
  const [first, second] = withMarks(marked, 'acme', { cached: true });
  expect(first?.content).toMatchObject([{ providerData: { acme: { id: 1, cached: true } } }]);
  expect(second?.content).toEqual([{ type: 'text', text: 'b' }]);
});

it('Messages without marks are returned unchanged', () => {
  const messages = marked.slice(1);
  expect(withMarks(messages, 'acme', { cached: true })).toBe(messages);
});

it('A service without marks warns about marked parts only', () => {
  expect(unusedMarks({ model: 'm', messages: marked })).toEqual(["m does not support 'promptCache'; it was left out."]);
  expect(unusedMarks({ model: 'm', messages: marked.slice(1) })).toEqual([]);
});
