import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readErrorBody } from './error-body.ts';
import { isErrorObject } from './is-error-object.ts';

describe('isErrorObject', () => {
  it.each([
    { error: { message: 'no' } },
    { error: 'no', code: 'invalid-argument' },
    { code: 50500, message: 'Internal error.', data: null },
  ])('recognizes the error %j', (body) => expect(isErrorObject(body)).toBe(true));

  it.each([
    {},
    { error: null, object: 'response', output: [] },
    { object: 'chat.completion.chunk', choices: [] },
    { choices: [{ delta: { content: 'a' } }], message: 'warning' },
    { type: 'response.output_text.delta', delta: 'a' },
  ])('does not recognize the answer %j', (body) => expect(isErrorObject(body)).toBe(false));
});

describe('readErrorBody', () => {
  it.each([
    [
      '{"error":{"message":"No such model","type":"invalid_request_error","code":"model_not_found"}}',
      'No such model',
      'model_not_found',
    ],
    ['{"code":"invalid-argument","error":"Incorrect API key"}', 'Incorrect API key', 'invalid-argument'],
    ['{"code":20012,"message":"Model does not exist.","data":null}', 'Model does not exist.', '20012'],
    ['"Api key is invalid"', 'Api key is invalid', undefined],
    ['{"detail":"Not Found"}', 'Not Found', undefined],
    [
      '{"error":{"message":"Filtered","code":null,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}',
      'Filtered',
      'ResponsibleAIPolicyViolation',
    ],
    ['<!DOCTYPE html><html><body>Bad gateway</body></html>', 'the service sent a web page', undefined],
    ['upstream connect error', 'upstream connect error', undefined],
    ['', '', undefined],
  ])('reads %s', (text, message, code) => {
    expect(readErrorBody(text)).toMatchObject({ message });
    expect(readErrorBody(text).code).toBe(code);
  });

  it('finds the request id of DashScope next to the error', () => {
    expect(readErrorBody('{"error":{"message":"no"},"request_id":"abc"}').requestId).toBe('abc');
  });

  it('reads anything without failing, and keeps messages short', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readErrorBody(text).message).toBeTypeOf('string');
      }),
    );
    expect(readErrorBody('x'.repeat(100_000)).message.length).toBeLessThanOrEqual(1000);
  });
});
