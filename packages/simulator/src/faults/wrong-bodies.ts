import { jsonReply, type Reply } from '../reply.ts';
import { beginning, doing, remainder } from './cut.ts';
import type { Fault, FaultContext } from './fault.ts';

/** Page that a proxy might send instead of the service. */
const page = '<!doctype html>\n<html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>\n';

/** Names of the wrong bodies. */
export type WrongBody = 'html' | 'empty' | 'error-object' | 'garbage' | 'error-in-stream' | 'error-event';

/** Faults with a complete response and a wrong body. */
export const wrongBodies: Readonly<Record<WrongBody, Fault>> = {
  html: {
    summary: 'status 200 and an HTML page',
    effect: 'server',
    apply: () => bodyReply('text/html; charset=utf-8', page),
  },
  empty: { summary: 'status 200 and no body', effect: 'server', apply: () => bodyReply('application/json', '') },
  'error-object': { summary: 'status 200 and an error object', effect: 'server', apply: errorObject },
  garbage: {
    summary: 'a line that is not JSON after some pieces; a plain answer is not JSON',
    effect: 'break',
    apply: (reply, { at }) =>
      reply.stream
        ? doing(
            reply,
            ...beginning(reply, at),
            { do: 'send', data: 'data: {"id": not JSON\n\n' },
            ...remainder(reply, at),
          )
        : bodyReply('application/json', '{"id": not JSON'),
  },
  'error-in-stream': {
    summary: 'an error object as an event after some pieces; a plain answer is one',
    effect: 'break',
    apply: (reply, context) => errorEvent(reply, context, false),
  },
  'error-event': {
    summary: 'an event named `error` after some pieces; a plain answer is an error object',
    effect: 'break',
    apply: (reply, context) => errorEvent(reply, context, true),
  },
};

function bodyReply(contentType: string, data: string): Reply {
  return {
    stream: false,
    pieces: 0,
    actions: [
      { do: 'head', status: 200, headers: { 'content-type': contentType } },
      { do: 'send', data },
      { do: 'end' },
    ],
  };
}

function errorObject(_reply: Reply, { service, call }: FaultContext): Reply {
  const { body, headers } = service.fail({ kind: 'server' }, call);
  return jsonReply(body, { ...(headers && { headers }) });
}

function errorEvent(reply: Reply, context: FaultContext, named: boolean): Reply {
  if (!reply.stream) return errorObject(reply, context);
  const data = context.service.errorFrame({ kind: 'server' }, context.call, named);
  return doing(reply, ...beginning(reply, context.at), { do: 'send', data }, { do: 'end' });
}
