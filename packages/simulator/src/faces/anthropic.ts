import { answerMessageBatch } from '../batches/anthropic-batches.ts';
import { writeScript } from '../engine/engine.ts';
import { nameOf } from '../engine/random.ts';
import { scriptText } from '../engine/script.ts';
import { countPrompt } from '../engine/tokens.ts';
import { badRequest, Refusal } from '../failure.ts';
import { isObject, type JSONObject, objectOf, stringOf } from '../json.ts';
import { models } from '../models.ts';
import { jsonReply, type Reply, streamReply } from '../reply.ts';
import type { Call, Service } from '../service.ts';
import { checkAnthropic } from './anthropic-check.ts';
import { anthropicErrorFrame, failAnthropic, requestId } from './anthropic-errors.ts';
import { type AnthropicEnvelope, toEvents, toMessage } from './anthropic-reply.ts';
import { toAnthropicPrompt } from './anthropic-request.ts';
import { checkModel } from './model-name.ts';

/** Service Anthropic: the Messages API with streaming, token counting and the model list. */
export const anthropic: Service = {
  name: 'anthropic',
  basePath: '/v1',
  needsLimit: true,
  fail: failAnthropic,
  errorFrame: anthropicErrorFrame,
  answer(call) {
    checkKey(call);
    const version = checkVersion(call);
    const batch = answerMessageBatch(call, anthropic);
    if (batch) return batch;
    const endpoint = endpoints[`${call.method} ${call.path}`];
    if (!endpoint) throw new Refusal({ kind: 'unknown_path', subject: `/v1/${call.path}` });
    if (call.method === 'POST' && !isObject(call.body)) throw new Refusal({ kind: 'bad_json' });
    return endpoint(objectOf(call.body), call, version);
  },
};

type Endpoint = (body: JSONObject, call: Call, version: string) => Reply;

const endpoints: Readonly<Record<string, Endpoint>> = {
  'POST messages': answer,
  'POST messages/count_tokens': (body, call, version) => {
    checkModel(body.model);
    checkAnthropic(body, version, true);
    return jsonReply({ input_tokens: countPrompt(toAnthropicPrompt(body)) }, { headers: headersOf(call) });
  },
  'GET models': (_, call) =>
    jsonReply(
      { data: Object.values(models).map(({ id }) => ({ type: 'model', id, display_name: id })), has_more: false },
      { headers: headersOf(call) },
    ),
};

const versions = ['2023-01-01', '2023-06-01', '2026-10-21'];

/** Checks the API version. @throws Refusal for a missing or unknown version */
function checkVersion({ headers }: Call): string {
  const version = stringOf(headers['anthropic-version']);
  if (version === undefined) throw badRequest('anthropic-version: header is required');
  if (versions.includes(version)) return version;
  throw badRequest(`anthropic-version: "${version}" is not a valid version`);
}

/** Checks the API key. @throws Refusal for a missing or wrong key */
function checkKey({ headers }: Call): void {
  const key = stringOf(headers['x-api-key']) ?? stringOf(headers.authorization);
  if (!key) throw new Refusal({ kind: 'no_key' });
  if (/wrong|invalid/i.test(key)) throw new Refusal({ kind: 'wrong_key' });
}

function answer(body: JSONObject, call: Call, version: string): Reply {
  checkModel(body.model);
  checkAnthropic(body, version, false);
  const prompt = toAnthropicPrompt(body);
  const script = writeScript(prompt);
  const { type, display } = objectOf(body.thinking);
  const envelope: AnthropicEnvelope = {
    id: `msg_${nameOf(`anthropic ${call.ordinal}`, 24)}`,
    model: prompt.model,
    showsThinking: type === 'enabled' || display === 'summarized' || /-4-[0-6]\b/.test(prompt.model),
  };
  const { usage } = script;
  const reasoning = (envelope.showsThinking && scriptText(script, 'reasoning')) || undefined;
  const about = { headers: headersOf(call), usage, reasoning };
  return body.stream === true
    ? streamReply(toEvents(script, envelope), about)
    : jsonReply(toMessage(script, envelope), { ...about, pieces: script.steps.length });
}

/** Returns the headers of every answer, as recorded. */
function headersOf(call: Call): Readonly<Record<string, string>> {
  const reset = new Date(Math.ceil(Date.now() / 1000) * 1000).toISOString().replace('.000', '');
  const limits = (['requests', 'tokens', 'input-tokens', 'output-tokens'] as const).flatMap((name) => [
    [`anthropic-ratelimit-${name}-limit`, '1000000'],
    [`anthropic-ratelimit-${name}-remaining`, '999999'],
    [`anthropic-ratelimit-${name}-reset`, reset],
  ]);
  return { ...Object.fromEntries(limits), 'request-id': requestId(call) };
}
