import { writeScript } from '../engine/engine.ts';
import type { Prompt } from '../engine/prompt.ts';
import { countPrompt } from '../engine/tokens.ts';
import type { JSONObject } from '../json.ts';
import { jsonReply, streamReply } from '../reply.ts';
import type { Call } from '../service.ts';
import { toPrompt } from './chat-request.ts';
import type { Endpoint } from './chat-service.ts';
import { checkResponses, type ResponsesRules } from './responses-check.ts';
import { type ResponsesEnvelope, toResponse } from './responses-reply.ts';
import { toChatBody } from './responses-request.ts';
import { toResponseEvents } from './responses-stream.ts';

/** Parts of a Responses service that differ between services. */
export interface ResponsesParts {
  readonly rules: ResponsesRules;
  readonly headers: (call: Call) => Readonly<Record<string, string>>;
  /** Returns the thinking options of a request that was converted to Chat Completions. */
  readonly reasoning: (chatBody: JSONObject) => Prompt['reasoning'];
  /** Returns the requested detail of the reasoning summary, or `undefined` without a summary. */
  readonly summary: (body: JSONObject) => string | undefined;
  /** Returns the id of the answer to a call, from which its items' ids are derived. */
  readonly id: (call: Call) => string;
  readonly itemId: (id: string, prefix: string, index: number) => string;
}

/**
 * Returns the endpoints of the Responses protocol. Responses are not stored, so `previous_response_id` does not work.
 */
export function responsesEndpoints(parts: ResponsesParts): Readonly<Record<string, Endpoint>> {
  const read = (body: JSONObject): Prompt => {
    const chatBody = toChatBody(body);
    checkResponses(body, chatBody, parts.rules);
    return toPrompt(chatBody, parts.reasoning(chatBody));
  };
  return {
    'POST responses': (call, body) => {
      const prompt = read(body);
      const script = writeScript(prompt);
      const id = parts.id(call);
      const envelope: ResponsesEnvelope = {
        id,
        created: Math.floor(Date.now() / 1000),
        body,
        itemId: (prefix, index) => parts.itemId(id, prefix, index),
        effort: prompt.reasoning?.effort,
        summary: parts.summary(body),
      };
      const about = { headers: parts.headers(call), usage: script.usage };
      return body.stream === true
        ? streamReply(toResponseEvents(script, envelope), about)
        : jsonReply(toResponse(envelope, script), { ...about, pieces: script.steps.length });
    },
    'POST responses/input_tokens': (call, body) =>
      jsonReply(
        { object: 'response.input_tokens', input_tokens: countPrompt(read(body)) },
        { headers: parts.headers(call) },
      ),
  };
}
