import { ConfigurationError, type GenerateOptions, type MapItem, type MapProgress } from '@rephysco/core';
import { safeLine } from '../output/answer/answer-writer.ts';
import { createDisplay } from '../output/answer/display.ts';
import { errorJSON, resultJSON, tell } from '../output/json-output.ts';
import { money } from '../output/usage-line.ts';
import type { Context } from '../settings/context.ts';
import { openClient } from '../settings/open-client.ts';
import { inputLines } from '../terminal/input-lines.ts';
import type { Output } from '../terminal/output.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { GenerateFlags } from './generate-flags.ts';
import { createProgressBar } from './progress-bar.ts';

/** Line of standard input, with its number, counted from 1. */
interface Line {
  readonly number: number;
  readonly text: string;
}

/**
 * Answers every line of standard input concurrently and prints the answers in the order of the lines.
 *
 * @param words instruction that is put before each line
 * @returns the exit code: 1 if a line failed
 * @throws ConfigurationError if a flag does not work with `--each`, or standard input is a keyboard
 */
export async function generateEach(words: readonly string[], flags: GenerateFlags, context: Context): Promise<number> {
  const { terminal } = context;
  checkFlags(flags, terminal);
  const bar = createProgressBar(terminal.notes);
  const { client } = await openClient(flags, context, {
    notify: (notice) => bar.around(() => tell(notice, terminal.notes)),
  });
  await using _ = client;
  const numbers: number[] = [];
  const toCall = ({ number, text }: Line, index: number): GenerateOptions => {
    numbers[index] = number;
    const { refresh, cache } = flags;
    return {
      prompt: [words.join(' '), text].filter((part) => part !== '').join('\n\n'),
      signal: terminal.signal,
      ...(cache === false && { cache: false }),
      ...(refresh && { cache: { refresh } }),
    };
  };
  const run = client.map(linesOf(terminal), toCall, { concurrency: flags.concurrency });
  const print = await createPrinter(flags, context);
  bar.watch(() => run.progress);
  try {
    for await (const item of run) bar.around(() => print(item, numbers[item.index] ?? 0));
  } finally {
    bar.stop();
  }
  return conclude(run.progress, flags, terminal.stderr);
}

function checkFlags({ json, extract, attach = [], at, dryRun, stdin }: GenerateFlags, terminal: Terminal): void {
  const wrong = Object.entries({ '--json': json, '--extract': extract, '--attach': attach.length > 0, '--at': at });
  const [name] = wrong.find(([, given]) => given) ?? (dryRun ? ['--dry-run'] : []);
  if (name !== undefined) throw new ConfigurationError(`${name} does not work with --each. Use --jsonl for JSON.`);
  if (!stdin || terminal.stdin.isTTY) {
    throw new ConfigurationError(
      '--each reads prompts from standard input, one per line. Pipe a file in: < prompts.txt',
    );
  }
}

/** Yields lines as they are needed. Skips empty lines. */
async function* linesOf({ stdin }: Terminal): AsyncGenerator<Line> {
  let number = 0;
  for await (const text of inputLines(stdin)) {
    number += 1;
    if (text.trim() !== '') yield { number, text };
  }
}

async function createPrinter(flags: GenerateFlags, context: Context): Promise<(item: MapItem, number: number) => void> {
  const { terminal, settings, started } = context;
  if (flags.jsonl) {
    const timing = {
      get totalMs() {
        return Math.round(performance.now() - started);
      },
    };
    return ({ index, result, error }, number) => {
      const position = { index, line: number };
      if (!result) return context.line('error', { ...position, ...errorJSON(error) });
      const status = result.cached ? 'hit' : 'off';
      const answer = resultJSON(result, { requestedModel: result.model, timing, cache: { status } });
      context.line('end', { ...position, ...answer });
    };
  }
  const display = await createDisplay(terminal.stdout, terminal.env, flags.render ?? settings.render);
  return ({ result, error }, number) => {
    if (result) {
      display.write(result.text);
      display.end();
      if (result.text === '') terminal.stdout.write('\n');
    } else {
      terminal.stdout.write('\n');
      terminal.stderr.write(
        `error: line ${number}: ${safeLine(error instanceof Error ? error.message : String(error))}\n`,
      );
    }
  };
}

function conclude({ done, failed, cost }: MapProgress, { usage }: GenerateFlags, stderr: Output): number {
  if (usage && cost) stderr.write(`usage: ${done} answers; ${money(cost)}\n`);
  if (failed > 0) stderr.write(`error: ${failed} of ${done + failed} lines were not answered\n`);
  return failed > 0 ? 1 : 0;
}
