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

/** What a service that speaks Responses adds to the shared face. */
export interface ResponsesParts {
  readonly rules: ResponsesRules;
  readonly headers: (call: Call) => Readonly<Record<string, string>>;
  /** How much a request, in the words of Chat Completions, asks the model to think. */
  readonly reasoning: (chatBody: JSONObject) => Prompt['reasoning'];
  /** How much of the reasoning a request receives; `undefined` for none. */
  readonly summary: (body: JSONObject) => string | undefined;
  /** The id of the answer to a call, and of the items in it. */
  readonly id: (call: Call) => string;
  readonly itemId: (id: string, prefix: string, index: number) => string;
}

/** The endpoints of the Responses protocol. Nothing is stored, so there are no earlier responses to go on from. */
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
