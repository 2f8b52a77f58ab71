import { writeScript } from '../engine/engine.ts';
import type { Prompt } from '../engine/prompt.ts';
import { scriptText } from '../engine/script.ts';
import { Refusal } from '../failure.ts';
import { isObject, type JSONObject, numberOf, objectOf, stringOf } from '../json.ts';
import { jsonReply, type Reply, streamReply } from '../reply.ts';
import type { Call, Service } from '../service.ts';
import { type ChatRules, checkChat } from './chat-check.ts';
import { type Envelope, toCompletion, totalUsage } from './chat-reply.ts';
import { toPrompt } from './chat-request.ts';
import { toChunks } from './chat-stream.ts';
import type { Dialect } from './dialect.ts';
import { answerEmbeddings } from './embeddings.ts';
import { answerModels } from './models.ts';

/** Function that answers one endpoint. @throws Refusal */
export type Endpoint = (call: Call, body: JSONObject) => Reply;

/** Parts of a Chat Completions service that differ between services. */
export interface ChatServiceParts extends Pick<Service, 'name' | 'basePath' | 'fail' | 'errorFrame'> {
  /** Returns the dialect of a model's answers. */
  readonly dialect: (model: string) => Dialect;
  /** Returns the headers of every answer. */
  readonly headers: (call: Call) => Readonly<Record<string, string>>;
  /** Checks the API key. @throws Refusal */
  readonly authorize: (call: Call) => void;
  readonly rules: ChatRules;
  /** Checks rules of this service only. @throws Refusal */
  readonly check?: (body: JSONObject) => void;
  /** Returns the thinking options of a request, or `undefined` without thinking. */
  readonly reasoning: (body: JSONObject) => Prompt['reasoning'];
  /** Returns `true` if answers of a model show their reasoning in `reasoning_content`. */
  readonly showsReasoning: (model: string) => boolean;
  /** Returns deltas with requested media, in addition to text. */
  readonly media?: (body: JSONObject, id: string) => readonly JSONObject[];
  /** Additional endpoints, by method and path. */
  readonly endpoints?: Readonly<Record<string, Endpoint>>;
}

/** Creates a service with Chat Completions in its own dialect. */
export function chatService(parts: ChatServiceParts): Service {
  const endpoints: Readonly<Record<string, Endpoint>> = {
    'POST chat/completions': (call, body) => answerChat(call, body, parts),
    'POST embeddings': (call, body) => answerEmbeddings(body, parts.dialect, parts.headers(call)),
    'GET models': (call) => answerModels(call, parts.name, parts.headers(call)),
    ...parts.endpoints,
  };
  const { name, basePath, fail, errorFrame } = parts;
  return {
    name,
    basePath,
    fail,
    errorFrame,
    answer(call) {
      parts.authorize(call);
      const endpoint = endpoints[`${call.method} ${patternOf(call.path)}`];
      if (!endpoint) throw new Refusal({ kind: 'unknown_path', subject: `${call.method} ${basePath}/${call.path}` });
      if (call.method === 'POST' && !isObject(call.body) && call.path !== 'files')
        throw new Refusal({ kind: 'bad_json' });
      return endpoint(call, objectOf(call.body));
    },
  };
}

/** Returns a path with `*` in place of an id. */
function patternOf(path: string): string {
  if (path.startsWith('models/')) return 'models';
  return path.replace(/^(files|batches)\/[^/:]+/, '$1/*');
}

function answerChat(call: Call, body: JSONObject, parts: ChatServiceParts): Reply {
  checkChat(body, parts.rules);
  parts.check?.(body);
  const prompt = toPrompt(body, parts.reasoning(body));
  const scripts = writeChoices(prompt, numberOf(body.n) ?? 1);
  const dialect = parts.dialect(prompt.model);
  const envelope: Envelope = {
    id: dialect.id(`${parts.name} ${call.ordinal}`),
    created: Math.floor(Date.now() / 1000),
    model: stringOf(body.model) ?? '',
    dialect,
    showsReasoning: parts.showsReasoning(prompt.model),
  };
  const reasoning = envelope.showsReasoning && scripts[0] ? scriptText(scripts[0], 'reasoning') : '';
  const about = { headers: parts.headers(call), usage: totalUsage(scripts), reasoning: reasoning || undefined };
  if (body.stream === true) {
    const includeUsage = objectOf(body.stream_options).include_usage === true;
    const media = parts.media?.(body, envelope.id) ?? [];
    return streamReply(toChunks(scripts, envelope, { includeUsage, media }), about);
  }
  const pieces = scripts.reduce((sum, script) => sum + script.steps.length, 0);
  return jsonReply(toCompletion(scripts, envelope), { ...about, pieces });
}

/** Several answers to one prompt have different seeds. */
function writeChoices(prompt: Prompt, count: number): readonly ReturnType<typeof writeScript>[] {
  return Array.from({ length: count }, (_, index) =>
    writeScript(index === 0 ? prompt : { ...prompt, seed: (prompt.seed ?? 0) + index }),
  );
}
