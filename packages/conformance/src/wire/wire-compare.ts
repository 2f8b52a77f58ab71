import type { EmbedResult, GenerateResult, ProviderError, Usage } from '@rephysco/core';
import type { BatchOutcome } from './batch-outcome.ts';
import type { Expectation } from './wire-cases.ts';
import type { Outcome } from './wire-outcome.ts';

/** Returns the differences between an outcome and the expected one, one line each. */
export function differences(outcome: Outcome, expected: Expectation): readonly string[] {
  if ('error' in outcome) {
    if (expected.ok && !expected.mayThrow) return [`threw ${String(outcome.error)}`];
    return failureDifferences(outcome.error as ProviderError, expected);
  }
  if ('count' in outcome) return same('totalTokens', expected.totalTokens, outcome.count.tokens);
  if ('batch' in outcome) return batchDifferences(outcome.batch, expected);
  if ('vectors' in outcome) return vectorDifferences(outcome.vectors, expected);
  if (!expected.ok) return [`answered ${JSON.stringify(outcome.result.text)} where it had to fail`];
  return resultDifferences(outcome.result, outcome.pieces, expected);
}

/** Recorded names of batch states, by Rephysco's names. */
const statuses: Readonly<Record<string, string>> = { running: 'in_progress', done: 'ended' };

function batchDifferences(outcome: BatchOutcome, { batch, batchResults = [] }: Expectation): readonly string[] {
  if ('created' in outcome) return same('id', batch?.id, outcome.created);
  if ('state' in outcome) {
    const { succeeded = 0, errored = 0 } = batch?.requestCounts ?? {};
    const { status, finished } = outcome.state;
    return [...same('status', batch?.status, statuses[status]), ...same('finished', succeeded + errored, finished)];
  }
  const types = outcome.results.map(({ id, answer }) => [id, answer ? 'succeeded' : 'other']);
  const answers = batchResults.flatMap(({ customId, answer }) => {
    const found = outcome.results.find(({ id }) => id === customId)?.answer;
    return found ? resultDifferences(found, 0, answer as Expectation) : [`${customId}: no answer`];
  });
  return [
    ...same(
      'results',
      batchResults.map(({ customId, type }) => [customId, type]),
      types,
    ),
    ...answers,
  ];
}

/** The expectations have one kind of invalid request. Rephysco has a separate kind for context overflows. */
const broadKindOf = ({ kind }: ProviderError): string =>
  kind === 'context_length_exceeded' ? 'invalid_request' : kind;

function failureDifferences(error: ProviderError, expected: Expectation): readonly string[] {
  const kinds = [expected.errorKind ?? expected.mayThrow, ...(expected.errorKindAlso ?? []), 'interrupted'];
  const partial = typeof expected.partial === 'string' ? expected.partial : expected.partial?.text;
  return [
    ...differs('kind', kinds.includes(broadKindOf(error)), error.kind, kinds),
    ...same('status', expected.status, error.status),
    ...same('retryable', expected.retryable, error.retryable),
    ...same('retryAfter', expected.retryAfterMs == null ? undefined : expected.retryAfterMs / 1000, error.retryAfter),
    ...same('partial', partial, error.partial?.text),
  ];
}

function vectorDifferences({ embeddings, usage, model }: EmbedResult, expected: Expectation): readonly string[] {
  const { count, dimensions, firstValues = [] } = expected.embeddings ?? {};
  const first = embeddings[0]?.slice(0, firstValues.length) ?? [];
  return [
    ...same('count', count, embeddings.length),
    ...same('dimensions', dimensions, embeddings[0]?.length),
    // Base64 contains 32-bit floats, of which JSON shows the shortest form.
    ...same('values', firstValues.map(Math.fround), first.map(Math.fround)),
    ...same('model', expected.model ?? undefined, model),
    ...usageDifferences(usage, expected),
  ];
}

function resultDifferences(result: GenerateResult, pieces: number, expected: Expectation): readonly string[] {
  const { finishReason, finishReasonAlso = [], textDeltas = 0 } = expected;
  const reasons = [finishReason, ...finishReasonAlso];
  const calls = expected.toolCalls?.map(({ name, arguments: value }) => ({ name, arguments: value }));
  return [
    ...same('text', expected.text ?? undefined, result.text),
    ...same('reasoning', plain(expected.reasoning), plain(result.reasoning)),
    ...same('refusal', expected.refusal ?? undefined, result.refusal),
    ...same(
      'toolCalls',
      calls,
      result.toolCalls.map(({ name, arguments: value }) => ({ name, arguments: value })),
    ),
    ...differs(
      'finishReason',
      finishReason === undefined || reasons.includes(result.finishReason),
      result.finishReason,
      reasons,
    ),
    ...same('model', expected.model ?? undefined, result.model),
    ...usageDifferences(result.usage, expected),
    ...differs('pieces', textDeltas < 2 || pieces > 1, pieces, 'more than 1'),
  ];
}

function usageDifferences(usage: Usage, expected: Expectation): readonly string[] {
  return Object.entries(expected.usage ?? {}).flatMap(([name, value]) =>
    same(`usage.${name}`, value ?? undefined, usage[name as keyof Usage]),
  );
}

/** Returns a text without white space, because summaries may be joined differently. */
const plain = (text: string | null | undefined): string | undefined => text?.replaceAll(/\s+/g, '') || undefined;

function same(name: string, expected: unknown, actual: unknown): readonly string[] {
  return differs(name, expected === undefined || JSON.stringify(expected) === JSON.stringify(actual), actual, expected);
}

function differs(name: string, holds: boolean, actual: unknown, expected: unknown): readonly string[] {
  return holds ? [] : [`${name}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`];
}
