import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openaiCompatible } from '../index.ts';

const asked: Record<string, unknown>[] = [];
const numbers = 3072;
/** Responds with one vector per input, in the requested encoding. */
const server = createServer(async (request, response) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const body = JSON.parse(Buffer.concat(pieces).toString()) as { input: string[]; encoding_format: string };
  asked.push(body);
  const vector = new Float32Array(numbers).fill(0.5);
  const embedding = body.encoding_format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector];
  const data = body.input.map((_, index) => ({ index, embedding }));
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data, model: 'm' }));
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => void server.close());

it.each([true, false])('Many vectors do not exceed the limits of answers (base64: %s)', async (base64Vectors) => {
  const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const dialect = {
    name: 'own',
    baseURL,
    models: {},
    defaultModel: 'm',
    defaultEmbeddingModel: 'm',
    quirks: { base64Vectors },
  };
  const provider = openaiCompatible(dialect).create({ baseURL });
  const input = Array.from({ length: 200 }, (_, index) => `text ${index}`);
  const result = await provider.embed?.({ model: 'm', input });
  expect(result?.embeddings).toHaveLength(200);
  expect(result?.embeddings.every((vector) => vector.length === numbers && vector[7] === 0.5)).toBe(true);
  expect(asked.at(-1)).toMatchObject({ encoding_format: base64Vectors ? 'base64' : 'float' });
});
