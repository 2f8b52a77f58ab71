import type { ScriptUsage } from './engine/script.ts';

/** Single action of a server that sends a reply. */
export type Action =
  | { readonly do: 'head'; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | {
      readonly do: 'send';
      readonly data: string | Uint8Array;
      /** Marks a piece of the answer. Pieces are paced, counted and used as positions of faults. */
      readonly piece?: true;
      /** Waits until this data is sent before the next write. Otherwise consecutive writes share a packet. */
      readonly apart?: true;
    }
  /** Waits for `seconds` seconds. */
  | { readonly do: 'wait'; readonly seconds: number }
  /** Waits until the client or the simulator closes. Sends `ping`, if set, ten times per second. */
  | { readonly do: 'stall'; readonly ping?: string }
  /** Ends the response properly. */
  | { readonly do: 'end' }
  /** Closes the connection without ending the response. */
  | { readonly do: 'destroy' };

/** Reply of a service, before faults are applied. */
export interface Reply {
  readonly actions: readonly Action[];
  /** `true` for server-sent events, `false` for a single body. */
  readonly stream: boolean;
  /** Number of pieces of the answer, even if they are sent as one body. */
  readonly pieces: number;
  /** Charged usage. Absent if the service does not charge. */
  readonly usage?: ScriptUsage | undefined;
  /** Visible reasoning of the answer. */
  readonly reasoning?: string | undefined;
}

interface Options {
  readonly headers?: Readonly<Record<string, string>>;
  readonly usage?: ScriptUsage;
  readonly reasoning?: string | undefined;
}

/** Returns a reply with one JSON body. */
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

/** Framed text of an event stream, with a flag for pieces of the answer. */
export interface Frame {
  readonly data: string;
  readonly piece?: true;
}

/** Returns a reply of server-sent events. */
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
