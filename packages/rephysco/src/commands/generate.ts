import { type GenerateResult, LLMClient } from '@rephysco/core';
import { type AnswerWriter, createAnswerWriter } from '../answer-writer.ts';
import { readPrompt } from '../prompt-input.ts';
import { choose, providers } from '../providers.ts';
import { resultJSON, tell } from '../report.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `generate`, as the parser hands them over. */
export interface GenerateFlags {
  readonly provider?: string;
  readonly model?: string;
  readonly system?: string;
  readonly temperature?: number;
  readonly maxTokens?: number;
  readonly stream: boolean;
  readonly stdin: boolean;
  readonly baseUrl?: string;
  readonly json?: boolean;
}

/** Answers one prompt: the answer and one newline on standard output, everything else on standard error. */
export async function generate(words: readonly string[], flags: GenerateFlags, terminal: Terminal): Promise<number> {
  const started = performance.now();
  const { provider, model } = choose(flags, terminal.env);
  const { system, temperature, maxTokens, baseUrl: baseURL } = flags;
  const prompt = await readPrompt(words, terminal, flags.stdin);
  await providers[provider]?.load();
  const notify = flags.json ? undefined : (notice: Parameters<typeof tell>[0]) => tell(notice, terminal.stderr);
  await using client = new LLMClient({ provider, model, baseURL, system, temperature, maxTokens, notify });
  const writer = createAnswerWriter(flags.json ? { write: () => {} } : terminal.stdout);
  const options = { prompt, signal: terminal.signal };
  let firstTokenMs: number | undefined;
  const onFirst = (): void => {
    firstTokenMs ??= Math.round(performance.now() - started);
  };
  const result = flags.stream ? await streamed(client, options, writer, onFirst) : await client.generate(options);
  if (!flags.stream) writer.write(result.text);
  writer.end();
  const timing = { firstTokenMs, totalMs: Math.round(performance.now() - started) };
  if (flags.json) terminal.stdout.write(`${JSON.stringify(resultJSON(result, model ?? client.model, timing))}\n`);
  return conclude(result, terminal);
}

/** What had come stays on the screen when the rest fails. */
async function streamed(
  client: LLMClient,
  options: { readonly prompt: string; readonly signal: AbortSignal },
  writer: AnswerWriter,
  onFirst: () => void,
): Promise<GenerateResult> {
  const stream = await client.generate({ ...options, stream: true });
  try {
    for await (const text of stream) {
      onFirst();
      writer.write(text);
    }
  } catch (error) {
    writer.end();
    throw error;
  }
  return stream.result;
}

function conclude({ finishReason, refusal, text }: GenerateResult, { stderr }: Terminal): number {
  if (refusal !== undefined) stderr.write(`refused: ${refusal}\n`);
  if (finishReason === 'length') stderr.write('note: the answer was cut at the token limit\n');
  if (finishReason !== 'content_filter') return 0;
  stderr.write(`error: the provider's filter blocked the answer${text ? ' in the middle' : ''}\n`);
  return 7;
}
