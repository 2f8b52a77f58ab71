import { expect, it } from 'vitest';
import { responseInfo } from './response-info.ts';

const info = (headers: Record<string, string>, secrets: readonly string[] = []) =>
  responseInfo(new Response('', { headers }), { secrets }).headers;

it('The headers of a response stay as they are, in lower case', () => {
  const headers = { 'X-Request-Id': 'req_1', link: '<https://example.com/next>; rel=next', 'x-empty': '' };
  expect(info(headers)).toMatchObject({ 'x-request-id': 'req_1', link: headers.link, 'x-empty': '' });
});

it('Headers with credentials or with a key are left out or redacted, and only these', () => {
  const headers = {
    'set-cookie': 'a=b',
    'x-api-key': 'x',
    'x-echo': 'Bearer made-up-token',
    'x-own': 'made up key',
    'x-id': '7',
  };
  const { 'content-type': _, ...seen } = info(headers, ['made up key']);
  expect(seen).toEqual({ 'x-echo': 'Bearer [redacted]', 'x-own': '[redacted]', 'x-id': '7' });
});
