import { writeScript } from '../engine/engine.ts';
import type { Prompt } from '../engine/prompt.ts';
import { nameOf } from '../engine/random.ts';
import { Refusal } from '../failure.ts';
import { isObject, type JSONObject, numberOf, objectOf } from '../json.ts';
import { jsonReply, type Reply, streamReply } from '../reply.ts';
import type { Call, Service } from '../service.ts';
import { type Envelope, toCompletion, totalUsage } from './chat-reply.ts';
import { toPrompt } from './chat-request.ts';
import { toChunks } from './chat-stream.ts';
import type { Dialect } from './dialect.ts';
import { answerEmbeddings } from './embeddings.ts';
import { answerModels } from './models.ts';

/** Answers one endpoint. */
export type Endpoint = (call: Call, body: JSONObject) => Reply;

/** What a service that speaks Chat Completions adds to the shared face. */
export interface ChatServiceParts extends Pick<Service, 'name' | 'basePath' | 'fail' | 'errorFrame'> {
  readonly dialect: Dialect;
  /** Headers of every answer. */
  readonly headers: (call: Call) => Readonly<Record<string, string>>;
  /** Looks at the key. @throws Refusal */
  readonly authorize: (call: Call) => void;
  /** Looks at the body of a chat request. @throws Refusal */
  readonly check: (body: JSONObject) => void;
  /** How much a request asks the model to think; `undefined` for not at all. */
  readonly reasoning: (body: JSONObject) => Prompt['reasoning'];
  /** Endpoints beside those that all have, by method and path. */
  readonly endpoints?: Readonly<Record<string, Endpoint>>;
}

/** Makes a service that speaks Chat Completions in its own dialect. */
export function chatService(parts: ChatServiceParts): Service {
  const endpoints: Readonly<Record<string, Endpoint>> = {
    'POST chat/completions': (call, body) => answerChat(call, body, parts),
    'POST embeddings': (call, body) => answerEmbeddings(body, parts.dialect, parts.headers(call)),
    'GET models': (call) => answerModels(call, parts.name, parts.headers(call)),
    ...parts.endpoints,
  };
  return {
    name: parts.name,
    basePath: parts.basePath,
    fail: parts.fail,
    errorFrame: parts.errorFrame,
    answer(call) {
      parts.authorize(call);
      const endpoint = endpoints[`${call.method} ${call.path.startsWith('models/') ? 'models' : call.path}`];
      if (!endpoint)
        throw new Refusal({ kind: 'unknown_path', subject: `${call.method} ${parts.basePath}/${call.path}` });
      if (call.method === 'POST' && !isObject(call.body)) throw new Refusal({ kind: 'bad_json' });
      return endpoint(call, objectOf(call.body));
    },
  };
}

function answerChat(call: Call, body: JSONObject, parts: ChatServiceParts): Reply {
  const { dialect } = parts;
  parts.check(body);
  const prompt = toPrompt(body, parts.reasoning(body));
  const choices = Math.max(1, numberOf(body.n) ?? 1);
  const scripts = Array.from({ length: choices }, (_, index) =>
    writeScript(index === 0 ? prompt : { ...prompt, seed: (prompt.seed ?? 0) + index }),
  );
  const envelope: Envelope = {
    id: `${dialect.idPrefix}${nameOf(`${call.ordinal} ${prompt.model}`, 29)}`,
    created: Math.floor(Date.now() / 1000),
    model: prompt.model,
    dialect,
    showsReasoning: dialect.showsReasoning(prompt),
  };
  const usage = totalUsage(scripts);
  const headers = parts.headers(call);
  if (body.stream === true) {
    const includeUsage = objectOf(body.stream_options).include_usage === true;
    return streamReply(toChunks(scripts, envelope, includeUsage), { headers, usage });
  }
  const pieces = scripts.reduce((sum, script) => sum + script.steps.length, 0);
  return jsonReply(toCompletion(scripts, envelope), { headers, usage, pieces });
}
