import { collect } from '@rephysco/core/provider';
import { expect, it, vi } from 'vitest';
import { answer, ask, events, json, testService } from './testing/test-service.ts';

const chunk = answer([{ text: 'One \\ line "of" a text with ä and 好.\n'.repeat(50_000) }], 'STOP');

it.each([
  ['an event', events(chunk)],
  ['a list', json([chunk])],
])('a large chunk is read in steps with `includeRaw`: %s', async (_, reply) => {
  await using service = await testService([reply]);
  const parse = vi.spyOn(JSON, 'parse');
  const { response } = await collect(service.provider.generate(ask({ stream: true, includeRaw: true })));
  const lengths = parse.mock.calls.map(([text]) => text.length);
  parse.mockRestore();
  expect(Math.max(0, ...lengths)).toBeLessThan(100_000);
  expect(response?.body).toEqual([chunk]);
});
