import { embedding } from '../engine/embedding.ts';
import { countTokens } from '../engine/tokens.ts';
import { badRequest } from '../failure.ts';
import { arrayOf, type JSONObject, numberOf, stringOf } from '../json.ts';
import { jsonReply, type Reply } from '../reply.ts';
import type { Dialect } from './dialect.ts';
import { checkModel } from './model-name.ts';

/** Answers an embeddings request, in base64 on request. The official SDK requests base64 by default. */
export function answerEmbeddings(
  body: JSONObject,
  dialect: (model: string) => Dialect,
  headers: Readonly<Record<string, string>>,
): Reply {
  checkModel(body.model);
  const { input } = body;
  const texts = typeof input === 'string' ? [input] : arrayOf(input).map((each) => stringOf(each) ?? '');
  if (texts.length === 0 || texts.includes('')) {
    throw badRequest(
      "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.",
    );
  }
  const dimensions = numberOf(body.dimensions) ?? dialect(stringOf(body.model) ?? '').embeddingDimensions;
  const inputTokens = texts.reduce((sum, text) => sum + countTokens(text), 0);
  const data = texts.map((text, index) => ({
    object: 'embedding',
    index,
    embedding: body.encoding_format === 'base64' ? toBase64(embedding(text, dimensions)) : embedding(text, dimensions),
  }));
  const usage = { inputTokens, outputTokens: 0, totalTokens: inputTokens, cachedInputTokens: 0, reasoningTokens: 0 };
  return jsonReply(
    { object: 'list', data, model: body.model, usage: { prompt_tokens: inputTokens, total_tokens: inputTokens } },
    { headers, usage },
  );
}

/** Encodes numbers as little-endian 32-bit floats. */
function toBase64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64');
}
