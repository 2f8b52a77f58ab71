import { ProviderError, type TimeoutError } from '@rephysco/core';
import type { Outcome } from './fault-outcome.ts';
import type { Cell } from './fault-scripts.ts';

/** Answer without a fault. */
export interface Healthy {
  /** Reasoning and text. */
  readonly text: string;
  /** Message of the service for an internal failure. */
  readonly failure: string;
}

/** Returns the violations in the outcome of a script, one sentence each. */
export function judge(outcome: Outcome, cell: Cell, healthy: Healthy): readonly string[] {
  const { right } = cell;
  const { requests, cpu } = outcome;
  const problems = [...judgeEnd(outcome, cell, healthy)];
  const demand = (holds: boolean, problem: string): void => {
    if (!holds) problems.push(problem);
  };
  demand(requests.length === right.requests, `${requests.length} requests, not ${right.requests}`);
  const [first, second] = requests;
  const waited = first && second ? (second.at - first.at) / 1000 : 0;
  // Timers and the clock of the log may be a millisecond early.
  demand(waited >= (right.wait ?? 0) - 0.002, `came back after ${waited} s, not ${right.wait}`);
  demand(!right.closes || outcome.closed === 'client', `the connection ended as ${outcome.closed ?? 'still open'}`);
  demand(cpu <= (right.cpu ?? cpu), `${cpu} s of CPU, not ${right.cpu}`);
  return problems;
}

function judgeEnd(outcome: Outcome, { right, mode }: Cell, healthy: Healthy): readonly string[] {
  const { result, error, delivered, leaving } = outcome;
  if (right.ends === 'left') return error === undefined ? [] : [`leaving threw ${error}`];
  if (right.ends === 'aborted') {
    return [
      ...(error === leaving.reason ? [] : [`ended with ${error ?? 'an answer'}, not with the caller's reason`]),
      ...(leaving.late ? ['took more than 100 ms to notice the abort'] : []),
    ];
  }
  if (right.ends !== 'whole') return judgeError(outcome, right, healthy);
  if (!result) return [`no answer but ${error}`];
  const bill = outcome.requests.at(-1)?.usage;
  const { inputTokens, outputTokens, totalTokens } = result.usage;
  const told = [inputTokens, outputTokens, totalTokens].join();
  const charged = [bill?.inputTokens, bill?.outputTokens, bill?.totalTokens].join();
  return [
    ...(textOf(result) === healthy.text ? [] : ['the text is not the whole text']),
    ...(mode === 'plain' || delivered === healthy.text ? [] : ['the pieces are not the whole text']),
    ...(result.finishReason === 'stop' ? [] : [`finished with ${result.finishReason}`]),
    ...(told === charged ? [] : [`usage ${told}, but the service charged ${charged}`]),
    ...(result.attempts.length === right.requests ? [] : [`${result.attempts.length} attempts are told`]),
  ];
}

function judgeError(outcome: Outcome, right: Cell['right'], healthy: Healthy): readonly string[] {
  const { error, delivered, requests } = outcome;
  if (!(error instanceof ProviderError)) return [`ended with ${error ?? 'an answer'}, not with an error of ours`];
  const { partial, retryAfter, status, attempts } = error;
  const last = requests.at(-1)?.status;
  const refused = last !== undefined && last >= 400 ? last : undefined;
  const kept = delivered !== '' && healthy.text.startsWith(delivered) && partial && textOf(partial) === delivered;
  return [
    ...(error.kind === right.ends ? [] : [`${error.kind} error, not ${right.ends}: ${error.message}`]),
    ...(status === refused ? [] : [`the error has status ${status}, the answer had ${last}`]),
    ...(attempts.length === right.requests ? [] : [`${attempts.length} attempts are told`]),
    ...(retryAfter === right.retryAfter || right.retryAfter === undefined ? [] : [`retryAfter is ${retryAfter}`]),
    ...(right.phase === (error as TimeoutError).phase ? [] : [`phase is ${(error as TimeoutError).phase}`]),
    ...(right.keepsPartial && !kept ? [`kept ${JSON.stringify(partial?.text)} of ${JSON.stringify(delivered)}`] : []),
    ...(right.saysWhy && !error.message.includes(healthy.failure) ? [`does not say why: ${error.message}`] : []),
  ];
}

/** Returns reasoning and text. */
export const textOf = ({
  reasoning = '',
  text,
}: {
  readonly reasoning?: string | undefined;
  readonly text: string;
}): string => reasoning + text;
