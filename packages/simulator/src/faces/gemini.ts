import { answerGeminiBatch } from '../batches/gemini-batches.ts';
import { embedding } from '../engine/embedding.ts';
import { writeScript } from '../engine/engine.ts';
import { nameOf } from '../engine/random.ts';
import { scriptText } from '../engine/script.ts';
import { countPrompt, countTokens } from '../engine/tokens.ts';
import { Refusal } from '../failure.ts';
import { arrayOf, isObject, type JSONObject, numberOf, objectOf, stringOf } from '../json.ts';
import { models } from '../models.ts';
import { type Frame, jsonReply, type Reply, streamReply } from '../reply.ts';
import type { Call, Service } from '../service.ts';
import { checkGemini } from './gemini-check.ts';
import { failGemini, geminiErrorFrame } from './gemini-errors.ts';
import { type GeminiEnvelope, toGenerated, toGeneratedEvents } from './gemini-reply.ts';
import { field, partsOf, toGeminiPrompt } from './gemini-request.ts';
import { checkModel } from './model-name.ts';

/** Service Gemini: answers, streamed and plain, token counting, embeddings and the model list. */
export const gemini: Service = {
  name: 'gemini',
  basePath: '/v1beta',
  fail: failGemini,
  errorFrame: geminiErrorFrame,
  answer(call) {
    checkKey(call);
    const batch = answerGeminiBatch(call, gemini);
    if (batch) return batch;
    const [, model = '', verb = ''] = /^models\/?([^:]*):?(.*)$/.exec(decodeURIComponent(call.path)) ?? [];
    checkModel(model);
    const endpoint = Object.hasOwn(endpoints, `${call.method} ${verb}`)
      ? endpoints[`${call.method} ${verb}`]
      : undefined;
    if (!endpoint || !call.path.startsWith('models')) {
      throw new Refusal({ kind: 'unknown_path', subject: `/v1beta/${call.path}` });
    }
    if (call.method === 'POST' && !isObject(call.body)) throw new Refusal({ kind: 'bad_json' });
    return endpoint(model, objectOf(call.body), call);
  },
};

type GeminiEndpoint = (model: string, body: JSONObject, call: Call) => Reply;

const endpoints: Readonly<Record<string, GeminiEndpoint>> = {
  'POST generateContent': generate,
  'POST streamGenerateContent': generate,
  'POST countTokens': countContents,
  'POST embedContent': (_, body) => jsonReply({ embedding: embed(body) }, { usage: embedUsage([body]) }),
  'POST batchEmbedContents': (_, body) => {
    const requests = arrayOf(body.requests).map(objectOf);
    return jsonReply({ embeddings: requests.map(embed) }, { usage: embedUsage(requests) });
  },
  'GET ': (model) =>
    jsonReply(model === '' ? { models: Object.values(models).map(({ id }) => about(id)) } : about(model)),
};

/** Headers of an event stream, as recorded. */
const streamHeaders = { 'content-type': 'text/event-stream', 'content-disposition': 'attachment' };

/** Checks the key in the header or the query. @throws Refusal */
function checkKey({ headers, query }: Call): void {
  const key = stringOf(headers['x-goog-api-key']) ?? query.get('key') ?? stringOf(headers.authorization);
  if (!key) throw new Refusal({ kind: 'no_key' });
  if (/wrong|invalid/i.test(key)) throw new Refusal({ kind: 'wrong_key' });
}

function generate(model: string, body: JSONObject, call: Call): Reply {
  checkGemini(model, body);
  const script = writeScript(toGeminiPrompt(model, body));
  const thinking = objectOf(field(objectOf(field(body, 'generationConfig')), 'thinkingConfig'));
  const envelope: GeminiEnvelope = {
    id: nameOf(`gemini ${call.ordinal}`, 23),
    model,
    showsThoughts: field(thinking, 'includeThoughts') === true,
  };
  const { usage } = script;
  const reasoning = (envelope.showsThoughts && scriptText(script, 'reasoning')) || undefined;
  if (!call.path.endsWith(':streamGenerateContent')) {
    return jsonReply(toGenerated(script, envelope), { usage, reasoning, pieces: script.steps.length });
  }
  const events = [...toGeneratedEvents(script, envelope)];
  return call.query.get('alt') === 'sse'
    ? streamReply(events.map(toEvent), { headers: streamHeaders, usage, reasoning })
    : streamReply(events.map(toArrayItem), {
        headers: { 'content-type': 'application/json; charset=UTF-8' },
        usage,
        reasoning,
      });
}

function toEvent([body, piece]: readonly [JSONObject, boolean]): Frame {
  return { data: `data: ${JSON.stringify(body)}\r\n\r\n`, ...(piece && { piece }) };
}

/** Without `alt=sse`, a stream is one JSON array that is sent item by item. */
function toArrayItem([body, piece]: readonly [JSONObject, boolean], index: number, all: readonly unknown[]): Frame {
  const data = `${index === 0 ? '[' : ',\r\n'}${JSON.stringify(body, undefined, 2)}${index === all.length - 1 ? '\n]' : '\n'}`;
  return { data, ...(piece && { piece }) };
}

function countContents(model: string, body: JSONObject): Reply {
  const request = isObject(body.generateContentRequest) ? body.generateContentRequest : body;
  checkGemini(model, request);
  const tokens = countPrompt(toGeminiPrompt(model, request));
  return jsonReply({ totalTokens: tokens, promptTokensDetails: [{ modality: 'TEXT', tokenCount: tokens }] });
}

/** Default number of dimensions of gemini-embedding-001. */
const embeddingDimensions = 3072;

function embed(request: JSONObject): JSONObject {
  const dimensions = numberOf(field(request, 'outputDimensionality')) ?? embeddingDimensions;
  return { values: embedding(textOf(request), dimensions) };
}

function embedUsage(requests: readonly JSONObject[]): NonNullable<Reply['usage']> {
  const inputTokens = requests.reduce((sum, request) => sum + countTokens(textOf(request)), 0);
  return { inputTokens, outputTokens: 0, totalTokens: inputTokens, cachedInputTokens: 0, reasoningTokens: 0 };
}

function textOf({ content }: JSONObject): string {
  return partsOf(content)
    .map((part) => stringOf(part.text) ?? '')
    .join('');
}

function about(id: string): JSONObject {
  return {
    name: `models/${id}`,
    displayName: id,
    description: 'Simulated',
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ['generateContent', 'countTokens', 'embedContent'],
  };
}
