import {
  type GenerateOptions,
  type GenerateResult,
  type LLMClient,
  listProviders,
  type Notice,
  type StreamEvent,
} from '@rephysco/core';
import type { Command } from 'commander';
import { safeLine } from '../output/answer/answer-writer.ts';
import { createDisplay } from '../output/answer/display.ts';
import { createJSONLinesPresenter, createJSONPresenter } from '../output/answer/json-presenter.ts';
import type { Presenter } from '../output/answer/presenter.ts';
import { createTextPresenter } from '../output/answer/text-presenter.ts';
import type { JSONContext } from '../output/json-output.ts';
import { usageLine } from '../output/usage-line.ts';
import type { Context } from '../settings/context.ts';
import { type AskingFlags, isCached, openClient } from '../settings/open-client.ts';
import type { Run } from './command.ts';
import { dryRun } from './dry-run.ts';
import { another, number, sourceAndType } from './flags/flag-values.ts';
import { withAnswer, withTarget } from './flags/target-flags.ts';
import type { GenerateFlags } from './generate-flags.ts';
import { readRequest } from './generate-request.ts';

/** Defines `generate`. */
export function addGenerate(command: Command, run: Run): void {
  withTarget(withAnswer(command.argument('[prompt...]', 'prompt')))
    .option('-a, --attach <source>', 'file, URL, or - for standard input; may be repeated', another)
    .option('--at <source> <type>', 'attach a source as this media type', sourceAndType)
    .option('--schema <file|json>', 'JSON Schema of the answer')
    .option('--no-stream', 'print the answer when it is complete')
    .option('--no-stdin', 'do not read standard input')
    .option('-u, --usage', 'print tokens and price on standard error')
    .option('-x, --extract', 'print only the first code block')
    .option('--json', 'print one JSON object instead of the text')
    .option('--jsonl', 'print events as they happen, one JSON object per line')
    .option('--each', 'answer every line of standard input, in order; the prompt comes before each line')
    .option('--concurrency <number>', 'maximum number of concurrent calls with --each (default: 100)', number)
    .option('--dry-run', 'print the request, its tokens and its price; send nothing')
    .action((words: string[], flags) => run(flags, (context) => generate(words, flags, context)));
}

/** Answers one prompt: the answer and one newline on standard output, everything else on standard error. */
export async function generate(words: readonly string[], flags: GenerateFlags, context: Context): Promise<number> {
  if (flags.each) return (await import('./generate-each.ts')).generateEach(words, flags, context);
  const request = await readRequest(words, flags, context.terminal);
  if (flags.dryRun) return dryRun(request, flags, context);
  const watch = createWatch(flags, context);
  const { client, provider, model } = await openClient(flags, context, {
    notify: (notice) => {
      watch.notice(notice);
      presenter.notice(notice);
    },
  });
  await using _ = client;
  const details = (): JSONContext => watch.details(model ?? client.model, provider);
  const presenter = await createPresenter(flags, context, details);
  if (flags.jsonl) context.line('start', { provider, model: model ?? client.model });
  const result = await ask(client, { ...request, ...callOptions(flags, context) }, (event) => {
    watch.event(event);
    presenter.event(event);
  }).catch((error: unknown) => {
    presenter.stop();
    throw error;
  });
  presenter.end(result);
  return conclude(result, flags, context);
}

async function createPresenter(flags: GenerateFlags, context: Context, details: () => JSONContext): Promise<Presenter> {
  const { terminal, settings } = context;
  if (flags.jsonl) return createJSONLinesPresenter(context.line, details);
  if (flags.json) return createJSONPresenter(terminal.stdout, details);
  const { extract } = flags;
  const render = extract ? 'plain' : (flags.render ?? settings.render);
  const display = await createDisplay(terminal.stdout, terminal.env, render);
  const shown = flags.reasoning ?? settings.reasoning ?? (terminal.notes.isTTY ? 'show' : 'hide');
  return createTextPresenter(terminal, display, { extract, reasoning: shown === 'show' });
}

function callOptions({ stream, refresh, cache }: GenerateFlags, { terminal }: Context): Partial<GenerateOptions> {
  return {
    stream,
    signal: terminal.signal,
    ...(cache === false && { cache: false }),
    ...(refresh && { cache: { refresh } }),
  };
}

async function ask(
  client: LLMClient,
  options: GenerateOptions,
  hear: (event: StreamEvent) => void,
): Promise<GenerateResult> {
  if (!options.stream) {
    const result = await client.generate({ ...options, stream: false });
    for (const part of result.content) if (part.type === 'text' || part.type === 'reasoning') hear(part);
    return result;
  }
  const stream = await client.generate({ ...options, stream: true });
  for await (const event of stream.events()) hear(event);
  return stream.result;
}

/** Records data that is missing in the result: times, and the use of the cache. */
function createWatch(
  flags: AskingFlags,
  { settings, started }: Context,
): {
  notice(notice: Notice): void;
  event(event: StreamEvent): void;
  details(requestedModel: string, provider: string): JSONContext;
} {
  const on = isCached(flags, settings);
  let seen: JSONContext['cache'] = { status: flags.cache === false && settings.cache ? 'bypass' : on ? 'miss' : 'off' };
  let firstTokenMs: number | undefined;
  const elapsed = (): number => Math.round(performance.now() - started);
  return {
    notice(notice) {
      if (notice.type === 'cache') seen = { status: notice.status, key: notice.key };
    },
    event({ type }) {
      if (type !== 'finish') firstTokenMs ??= elapsed();
    },
    details: (requestedModel, provider) => ({
      requestedModel,
      cache: seen,
      timing: { firstTokenMs, totalMs: elapsed() },
      pricesAsOf: listProviders().find(({ name }) => name === provider)?.modelsAsOf,
    }),
  };
}

function conclude(
  { finishReason, refusal, text, usage, cost }: GenerateResult,
  { usage: showUsage }: GenerateFlags,
  { terminal: { stderr, notes } }: Context,
): number {
  if (refusal !== undefined) stderr.write(`refused: ${safeLine(refusal)}\n`);
  if (finishReason === 'length') notes.write('note: the answer was cut at the token limit\n');
  if (showUsage) stderr.write(`usage: ${usageLine(usage, cost)}\n`);
  if (finishReason !== 'content_filter') return 0;
  stderr.write(`error: the provider's filter blocked the answer${text ? ' in the middle' : ''}\n`);
  return 7;
}
