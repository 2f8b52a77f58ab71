import type { Usage } from '@rephysco/core';
import {
  asList,
  asObject,
  asText,
  type ContentEvent,
  callIds,
  type FinishEvent,
  type Logprob,
  type Origin,
  type ResponseInfo,
  type WireObject,
} from '@rephysco/core/provider';
import { name } from '../service/environment.ts';
import { collectCitations, logprobsOf, searchesOf } from './citations.ts';
import { fromPart } from './from-part.ts';
import { readPartialCalls } from './partial-calls.ts';
import { toFinishReason, toUsage, usageFields } from './usage.ts';

/** Where an answer comes from, and what is said with it. */
export interface Source {
  readonly origin: Origin;
  /** The model that was asked; the answer's own word for it comes first. */
  readonly model: string;
  readonly warnings: readonly string[];
  /** Returns the details of the response for `answer.response`. */
  readonly response?: (() => ResponseInfo) | undefined;
}

/** Reads the bodies that make up one answer: a single one, or those of a stream, which look the same. */
export interface Reader {
  /** Whether a finish reason has come, or the word that the prompt was blocked. */
  ended(): boolean;
  /** Whether no more is to come: a finish reason has, and nothing after it, as of models that send one with each event. */
  mayBeOver(): boolean;
  usage(): Usage;
  /** Takes a body, and gives the content in it. */
  read(body: WireObject): readonly ContentEvent[];
  /** Returns the content that was not whole before the end: a call whose arguments came in pieces. */
  rest(): readonly ContentEvent[];
  /** Returns the sources that the answer cites. @param text whole text of the answer, which the places refer to */
  sources(text: string): readonly ContentEvent[];
  /** What ends the answer, from all that has come. */
  finish(): FinishEvent;
}

/** Starts reading an answer. Of several candidates the first counts. */
export function createReader({ model, warnings, origin, response }: Source): Reader {
  let calls = 0;
  let usage: WireObject = {};
  let id: string | undefined;
  let version: string | undefined;
  let raw: string | undefined;
  let message: string | undefined;
  let blocked: string | undefined;
  let goesOn = false;
  let searches: number | undefined;
  const cited = collectCitations();
  const logprobs: Logprob[] = [];
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
      // On every event of a stream, growing: the last value of each field is the right one.
      goesOn ||= ended();
      usage = withLatest(usage, body.usageMetadata);
      id ??= asText(body.responseId);
      version ??= asText(body.modelVersion);
      blocked ??= asText(asObject(body.promptFeedback)?.blockReason);
      const candidate = firstCandidate(body);
      raw = asText(candidate?.finishReason) ?? raw;
      message = asText(candidate?.finishMessage) ?? message;
      cited.add(candidate);
      searches = searchesOf(candidate, version ?? model) ?? searches;
      logprobs.push(...logprobsOf(candidate));
      return asList(asObject(candidate?.content)?.parts).flatMap((part) =>
        partial.read(asObject(part) ?? {}).flatMap((whole) => eventOf(whole)),
      );
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
        // What went wrong in the service's own words, such as a tool that it called without being offered it.
        warnings: [
          ...warnings,
          ...(finishReason === 'error' && message ? [message] : []),
          ...(ended() ? [] : [`${name} sent no finish reason; the answer may be incomplete.`]),
        ],
      };
    },
  };
}

/** The counts that an answer ends with. Other fields are dropped: a stream may have any number of them. */
function withLatest(usage: WireObject, value: unknown): WireObject {
  const metadata = asObject(value);
  if (!metadata) return usage;
  return {
    ...usage,
    ...Object.fromEntries(usageFields.flatMap((name) => (name in metadata ? [[name, metadata[name]]] : []))),
  };
}

function firstCandidate(body: WireObject): WireObject | undefined {
  return asList(body.candidates)
    .map(asObject)
    .find((candidate) => candidate && (candidate.index ?? 0) === 0);
}
