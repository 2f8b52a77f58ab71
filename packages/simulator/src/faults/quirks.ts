import { objectOf } from '../json.ts';
import type { Action, Reply } from '../reply.ts';
import type { Call } from '../service.ts';
import { doing } from './cut.ts';
import type { Fault, FaultContext } from './fault.ts';

/** Names of the quirks. */
export type QuirkFault =
  | 'empty-data'
  | 'spaced-done'
  | 'single-feeds'
  | 'unframed'
  | 'progress-event'
  | 'json-as-stream'
  | 'stream-as-json'
  | 'equal-indexes'
  | 'content-parts'
  | 'reasoning-field'
  | 'usage-in-choice';

/** Undocumented forms of answers that services, gateways and local servers send nevertheless. */
export const quirks: Readonly<Record<QuirkFault, Fault>> = {
  'empty-data': quirk('an event without data before each piece', (data) => `data:\n\n${data}`),
  'spaced-done': quirk('spaces around the end marker', (data) => data.replace('data: [DONE]', 'data:   [DONE] ')),
  'single-feeds': quirk('one line feed between events', (data) => data.replace(/(?:\r?\n){2}$/, '\n')),
  unframed: quirk('lines of JSON without `data:`', (data) =>
    data.replace(/^data: (?=[{])/gm, '').replace(/(?:\r?\n){2}$/, '\n'),
  ),
  'progress-event': quirk(
    'events with another name between the chunks',
    (data) => `event: tool.progress\ndata: {"status":"running","message":"Searching"}\n\n${data}`,
  ),
  'json-as-stream': {
    summary: 'a whole answer although a stream was requested',
    effect: 'malformed',
    apply: (reply, context) => (reply.stream ? otherForm(context, false) : reply),
  },
  'stream-as-json': {
    summary: 'a stream although a whole answer was requested',
    effect: 'malformed',
    apply: (reply, context) => (reply.stream ? reply : otherForm(context, true)),
  },
  'equal-indexes': quirk('the index 0 for every tool call of Chat Completions', (data) =>
    data.replaceAll(/("tool_calls":\[\{"index":)\d+/g, '$10'),
  ),
  'content-parts': everywhere('the text of Chat Completions as a list of parts', (data) =>
    data.replaceAll(/"content":("(?:[^"\\]|\\.)+")/g, '"content":[{"type":"text","text":$1}]'),
  ),
  'reasoning-field': everywhere('thinking in the field `reasoning`', (data) =>
    data.replaceAll('"reasoning_content":', '"reasoning":'),
  ),
  'usage-in-choice': quirk('the usage of Chat Completions inside of a choice', (data) =>
    data.replace(/"choices":\[\],("usage":\{.*\})\}/, '"choices":[{"index":0,"delta":{},$1}]}'),
  ),
};

/** Creates a quirk of streams that rewrites each text. */
function quirk(summary: string, write: (data: string) => string): Fault {
  return { summary, effect: 'malformed', apply: (reply) => (reply.stream ? rewritten(reply, write) : reply) };
}

/** Creates a quirk of streams and whole answers that rewrites each text. */
function everywhere(summary: string, write: (data: string) => string): Fault {
  return { summary, effect: 'malformed', apply: (reply) => rewritten(reply, write) };
}

function rewritten(reply: Reply, write: (data: string) => string): Reply {
  return doing(
    reply,
    ...reply.actions.map((action): Action => {
      if (action.do === 'send') return { ...action, data: write(String(action.data)) };
      if (action.do !== 'head') return action;
      const { 'content-length': _, ...headers } = action.headers;
      return { ...action, headers };
    }),
  );
}

/** Returns the answer of the same service to the same request, with or without streaming. */
function otherForm({ service, call }: FaultContext, stream: boolean): Reply {
  const verbs = [':generateContent', ':streamGenerateContent'] as const;
  const path = call.path.replace(verbs[stream ? 0 : 1], verbs[stream ? 1 : 0]);
  const query = new URLSearchParams(call.query);
  if (stream && path !== call.path) query.set('alt', 'sse');
  const { stream_options: _, ...fields } = objectOf(call.body);
  const body = path === call.path ? { ...fields, stream } : call.body;
  return service.answer({ ...call, path, query, body } satisfies Call);
}
