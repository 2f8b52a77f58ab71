import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import type { Action, Reply } from './reply.ts';
import type { OpenRequest } from './request-log.ts';

/** Speed of answers, in seconds. */
export interface Pace {
  /** Delay between two pieces. A plain answer is delayed by the sum of its pieces. */
  readonly pace: number;
  /** Delay before the first piece. */
  readonly firstTokenDelay: number;
}

/** Seconds between two pings of a stalled stream. */
const pingInterval = 0.1;

/** Performs the actions of a reply and records them in the log. Resolves when no more is written. */
export async function play(reply: Reply, response: ServerResponse, entry: OpenRequest, pace: Pace): Promise<void> {
  const leaving = new AbortController();
  const leave = (): void => {
    leaving.abort();
    entry.close(response.writableFinished ? 'finished' : 'client');
  };
  if (response.closed) leave();
  else response.once('close', leave);
  try {
    if (!reply.stream && reply.pieces > 0) await wait(pace.firstTokenDelay + pace.pace * reply.pieces, leaving.signal);
    for (const action of reply.actions) {
      if (leaving.signal.aborted) return;
      if (action.do === 'head') Object.assign(entry, { usage: reply.usage, reasoning: reply.reasoning });
      if (reply.stream && action.do === 'send' && action.piece) {
        await wait(entry.pieces === 0 ? pace.firstTokenDelay : pace.pace, leaving.signal);
      }
      await perform(action, response, entry, leaving.signal);
    }
  } catch (error) {
    if (!leaving.signal.aborted) throw error;
  }
}

async function perform(
  action: Action,
  response: ServerResponse,
  entry: OpenRequest,
  leaving: AbortSignal,
): Promise<void> {
  switch (action.do) {
    case 'head':
      entry.status = action.status;
      response.writeHead(action.status, action.headers);
      response.flushHeaders();
      return;
    case 'send':
      if (action.piece) entry.pieces += 1;
      if (!response.write(action.data)) await once(response, 'drain', { signal: leaving });
      if (action.apart) await turn();
      return;
    case 'wait':
      return wait(action.seconds, leaving);
    case 'stall':
      return stall(action.ping, response, leaving);
    case 'end':
      response.end();
      return;
    case 'destroy':
      return destroy(response, entry);
  }
}

/** Waits. Zero seconds return immediately, without yielding to the event loop. */
async function wait(seconds: number, signal: AbortSignal): Promise<void> {
  if (seconds > 0) await delay(seconds * 1000, undefined, { signal });
}

async function stall(ping: string | undefined, response: ServerResponse, leaving: AbortSignal): Promise<void> {
  if (ping === undefined) {
    await once(leaving, 'abort');
    return;
  }
  while (!leaving.aborted) {
    await wait(pingInterval, leaving);
    response.write(ping);
  }
}

/** Resets the connection, or closes it after the written data has been sent. */
function destroy(response: ServerResponse, entry: OpenRequest): void {
  entry.close('simulator');
  // Node.js 26 has not passed on written data yet.
  if (response.headersSent) setImmediate(() => response.socket?.destroySoon());
  else response.socket?.resetAndDestroy();
}
