import type { Usage } from '@rephysco/core';
import {
  type AnswerSource,
  asList,
  asObject,
  asText,
  type ContentEvent,
  callIds,
  countKept,
  type FinishEvent,
  type Logprob,
  latestFields,
  type WireObject,
} from '@rephysco/core/provider';
import { name } from '../service/environment.ts';
import { collectCitations, logprobsOf, searchesOf } from './citations.ts';
import { fromPart } from './from-part.ts';
import { readPartialCalls } from './partial-calls.ts';
import { toFinishReason, toUsage } from './usage.ts';

/** Reads the bodies of one answer. A streamed answer has several bodies of the same form as a single one. */
export interface Reader {
  /** Returns `true` after a finish reason or a report that the prompt was blocked. */
  ended(): boolean;
  /** Returns `true` if a finish reason was the last event. Some models send a finish reason with each event. */
  mayBeOver(): boolean;
  usage(): Usage;
  /** Reads a body and returns its content. */
  read(body: WireObject): readonly ContentEvent[];
  /** Returns content that was still incomplete at the end: a call whose arguments arrived in fragments. */
  rest(): readonly ContentEvent[];
  /** Returns the sources that the answer cites. @param text whole text of the answer, to which the positions refer */
  sources(text: string): readonly ContentEvent[];
  /** Returns the finish event, built from all bodies. */
  finish(): FinishEvent;
}

/** Creates a reader for an answer. Only the first of several candidates is read. */
export function createReader({ model, warnings, origin, response }: AnswerSource): Reader {
  let calls = 0;
  let usage: WireObject = {};
  let id: string | undefined;
  let version: string | undefined;
  let raw: string | undefined;
  let message: string | undefined;
  let blocked: string | undefined;
  let goesOn = false;
  let searches: number | undefined;
  const cited = collectCitations(origin);
  const logprobs: Logprob[] = [];
  const keep = countKept(origin);
  const partial = readPartialCalls();
  const callId = callIds(origin);
  const eventOf = (part: WireObject): readonly ContentEvent[] => {
    const event = fromPart(part, calls);
    if (event?.type !== 'tool-call') return event ? [event] : [];
    calls += 1;
    return [{ ...event, id: callId(event.id) }];
  };
  const ended = (): boolean => raw !== undefined || blocked !== undefined;
  return {
    ended,
    mayBeOver: () => ended() && !goesOn,
    usage: () => toUsage(usage),
    read(body) {
      // Each event of a stream repeats growing values, so the last value of each field is the final one.
      goesOn ||= ended();
      usage = latestFields(usage, body.usageMetadata);
      id ??= asText(body.responseId);
      version ??= asText(body.modelVersion);
      blocked ??= asText(asObject(body.promptFeedback)?.blockReason);
      const candidate = firstCandidate(body);
      raw = asText(candidate?.finishReason) ?? raw;
      message = asText(candidate?.finishMessage) ?? message;
      cited.add(candidate);
      searches = searchesOf(candidate, version ?? model) ?? searches;
      for (const logprob of logprobsOf(candidate)) {
        keep(logprob);
        logprobs.push(logprob);
      }
      const events: ContentEvent[] = [];
      for (const part of asList(asObject(candidate?.content)?.parts)) {
        for (const whole of partial.read(asObject(part) ?? {})) events.push(...eventOf(whole));
      }
      return events;
    },
    rest: () => partial.rest().flatMap((part) => eventOf(part)),
    sources: (text) => cited.parts(text),
    finish() {
      const isBlocked = raw === undefined && blocked !== undefined;
      const finishReason = isBlocked ? 'content_filter' : toFinishReason(raw, calls > 0);
      return {
        type: 'finish',
        finishReason,
        finishReasonRaw: raw ?? blocked,
        model: version ?? model,
        provider: name,
        id,
        usage: { ...toUsage(usage), searches },
        ...(asText(usage.serviceTier) && { serviceTier: asText(usage.serviceTier) }),
        ...(response && { response: response() }),
        ...(logprobs.length > 0 && { logprobs }),
        // Failures in the service's own words, for example a call of a tool that was not offered.
        warnings: [
          ...warnings,
          ...(finishReason === 'error' && message ? [message] : []),
          ...(ended() ? [] : [`${name} sent no finish reason; the answer may be incomplete.`]),
        ],
      };
    },
  };
}

function firstCandidate(body: WireObject): WireObject | undefined {
  for (const value of asList(body.candidates)) {
    const candidate = asObject(value);
    if (candidate && (candidate.index ?? 0) === 0) return candidate;
  }
  return undefined;
}
