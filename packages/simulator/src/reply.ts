import type { ScriptUsage } from './engine/script.ts';

/** One thing that a server does while it answers. */
export type Action =
  | { readonly do: 'head'; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | {
      readonly do: 'send';
      readonly data: string | Uint8Array;
      /** A piece of the answer itself: pieces are paced, counted, and what faults count by. */
      readonly piece?: true;
      /** Sent before the next piece is written: what is written at once travels in one packet. */
      readonly apart?: true;
    }
  /** Waits for so many seconds. */
  | { readonly do: 'wait'; readonly seconds: number }
  /** Waits until the client or the simulator closes, sending `ping` ten times a second where there is one. */
  | { readonly do: 'stall'; readonly ping?: string }
  /** Ends the response properly. */
  | { readonly do: 'end' }
  /** Destroys the connection. */
  | { readonly do: 'destroy' };

/** What a service answers, before a fault may change it. */
export interface Reply {
  readonly actions: readonly Action[];
  /** Server-sent events rather than one body. */
  readonly stream: boolean;
  /** Pieces that the answer has, also where all of them are one body. */
  readonly pieces: number;
  /** What the request costs; absent where the service does not charge. */
  readonly usage?: ScriptUsage | undefined;
  /** Thinking that the answer shows. */
  readonly reasoning?: string | undefined;
}

interface Options {
  readonly headers?: Readonly<Record<string, string>>;
  readonly usage?: ScriptUsage;
  readonly reasoning?: string | undefined;
}

/** A reply of one JSON body. */
export function jsonReply(
  body: unknown,
  { status = 200, headers = {}, usage, reasoning, pieces = 0 }: Options & { status?: number; pieces?: number } = {},
): Reply {
  const data = JSON.stringify(body);
  const head = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(data)), ...headers };
  return {
    actions: [{ do: 'head', status, headers: head }, { do: 'send', data, piece: true }, { do: 'end' }],
    stream: false,
    pieces,
    usage,
    reasoning,
  };
}

/** What goes over an event stream: text that is framed already, and whether it is a piece of the answer. */
export interface Frame {
  readonly data: string;
  readonly piece?: true;
}

/** A reply of server-sent events. */
export function streamReply(frames: Iterable<Frame>, { headers = {}, usage, reasoning }: Options = {}): Reply {
  const sends = [...frames].map((frame): Action => ({ do: 'send', ...frame }));
  return {
    actions: [
      { do: 'head', status: 200, headers: { 'content-type': 'text/event-stream; charset=utf-8', ...headers } },
      ...sends,
      { do: 'end' },
    ],
    stream: true,
    pieces: sends.filter((action) => action.do === 'send' && action.piece).length,
    usage,
    reasoning,
  };
}
