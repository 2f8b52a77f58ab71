import { isObject, parseOr } from '../json.ts';
import type { Action, Reply } from '../reply.ts';
import { beginning, doing, remainder } from './cut.ts';
import type { Fault } from './fault.ts';

/** Number of padding characters in a huge event. */
const hugeSize = 8 * 2 ** 20;

/** Names of the framing faults. */
export type FramingFault =
  | 'crlf'
  | 'crlf-split'
  | 'bytes'
  | 'odd-lines'
  | 'multi-line'
  | 'no-choices'
  | 'usage-repeated'
  | 'huge';

/** Rare but legal forms of an event stream. A client must read them like any other. */
export const framings: Readonly<Record<FramingFault, Fault>> = {
  crlf: {
    summary: 'lines end in CRLF',
    effect: 'none',
    apply: (reply) => mapSends(reply, (data) => [data.replaceAll(/\r?\n/g, '\r\n')]),
  },
  'crlf-split': {
    summary: 'lines end in CRLF, with a packet border between the two',
    effect: 'none',
    apply: (reply) => apart(mapSends(reply, (data) => data.replaceAll(/\r?\n/g, '\r\n').split(/(?<=\r)/))),
  },
  bytes: {
    summary: 'one byte at a time, so that characters and lines are split',
    effect: 'none',
    apply: (reply) => apart(mapSends(reply, (data) => Array.from(Buffer.from(data), (byte) => Buffer.of(byte)))),
  },
  'odd-lines': {
    summary: 'comments, event, id and retry fields, and no space after the colon',
    effect: 'none',
    apply: (reply) =>
      mapSends(reply, (data) => [`: comment\nid: 1\nretry: 1000\n${data.replaceAll(/^data: /gm, 'data:')}`]),
  },
  'multi-line': {
    summary: 'the JSON of an event over several data lines',
    effect: 'none',
    apply: (reply) => mapSends(reply, (data) => [data.replaceAll(/^(data: ?)\{(?=")/gm, '$1{\n$1')]),
  },
  'no-choices': {
    summary: 'an event without a choice among the others',
    effect: 'none',
    apply: (reply, { at }) =>
      reply.stream
        ? doing(reply, ...beginning(reply, at), { do: 'send', data: 'data: {}\n\n' }, ...remainder(reply, at))
        : reply,
  },
  'usage-repeated': {
    summary: 'the usage of the whole answer in every event of Chat Completions',
    effect: 'none',
    apply: (reply) => {
      const usage = reply.actions.map(usageIn).findLast((each) => each !== undefined);
      return mapSends(reply, (data) => [withUsage(data, usage)]);
    },
  },
  huge: {
    summary: 'one event of 8 MiB',
    effect: 'none',
    apply: (reply) => {
      const first = reply.actions.findIndex((action) => action.do === 'send' && action.piece);
      return doing(reply, ...reply.actions.map((action, index) => (index === first ? padded(action) : action)));
    },
  },
};

/** Returns the stream with each text split differently. A plain body is unchanged. */
function mapSends(reply: Reply, split: (data: string) => readonly (string | Buffer)[]): Reply {
  if (!reply.stream) return reply;
  return doing(
    reply,
    ...reply.actions.flatMap((action): readonly Action[] => {
      if (action.do !== 'send') return [action];
      const [first = '', ...rest] = split(String(action.data));
      return [{ ...action, data: first }, ...rest.map((data): Action => ({ do: 'send', data }))];
    }),
  );
}

/** Returns the stream with each piece in a separate packet. */
function apart(reply: Reply): Reply {
  return doing(
    reply,
    ...reply.actions.map((action) => (action.do === 'send' ? { ...action, apart: true as const } : action)),
  );
}

function usageIn(action: Action): unknown {
  const event = action.do === 'send' ? parseOr(String(action.data).replace(/^data: ?/, '')) : undefined;
  return isObject(event) && isObject(event.usage) ? event.usage : undefined;
}

function withUsage(data: string, usage: unknown): string {
  const event = parseOr(data.replace(/^data: ?/, ''));
  return isObject(event) && 'choices' in event ? `data: ${JSON.stringify({ ...event, usage })}\n\n` : data;
}

function padded(action: Action): Action {
  if (action.do !== 'send') return action;
  return { ...action, data: String(action.data).replace('{', () => `{"padding":"${'x'.repeat(hugeSize)}",`) };
}
