/**
 * Sends the requests in the first argument, one after the other, to a hostile service. Prints the outcome of each as a
 * line of JSON. The process has a small heap: `hostile-run.ts` starts it.
 */
import '@rephysco/aliyun';
import '@rephysco/anthropic';
import { type GenerateResult, LLMClient, ProviderError } from '@rephysco/core';
import '@rephysco/gemini';
import '@rephysco/openai';
import '@rephysco/siliconflow';
import '@rephysco/xai';
import type { HostileCase, HostileOutcome } from './hostile-case.ts';
import { watchMemory, watchStalls } from './watch.ts';

const { port, cases } = JSON.parse(process.argv[2] ?? '') as { port: number; cases: readonly HostileCase[] };

async function ask({ provider, shape, stream, timeout }: HostileCase): Promise<string> {
  const client = new LLMClient({
    provider,
    apiKey: 'k12345678',
    baseURL: `http://127.0.0.1:${port}/${provider}/${shape}/v1`,
    enableRetries: false,
    enableCache: false,
    timeout,
  });
  try {
    const options = { prompt: 'Hi' };
    const answer = stream ? await client.generate({ ...options, stream }).then(read) : await client.generate(options);
    return `answer: ${answer.text.length} characters, ${answer.content.length} parts`;
  } catch (error) {
    if (!(error instanceof ProviderError)) return `untyped: ${String(error).slice(0, 300)}`;
    if (error.message.length > 10_000) return `untyped: message of ${error.message.length} characters`;
    const partial = error.partial ? `, partial of ${error.partial.text.length}` : '';
    return `${error.name} ${error.code ?? error.kind}${partial}`;
  } finally {
    await client.close();
  }
}

/** Reads a stream like a program that shows each piece. */
async function read(
  stream: AsyncIterable<string> & { readonly result: Promise<GenerateResult> },
): Promise<GenerateResult> {
  let length = 0;
  for await (const piece of stream) length += piece.length;
  const result = await stream.result;
  if (length < result.text.length) throw new Error('The stream has less text than its result.');
  return result;
}

for (const each of cases) {
  const memory = watchMemory();
  const stalls = watchStalls();
  const before = performance.now();
  const outcome = await ask(each);
  const seconds = (performance.now() - before) / 1000;
  const line: HostileOutcome = { ...each, outcome, seconds, stall: stalls.longest(), peak: memory.peak() };
  console.log(JSON.stringify(line));
}
process.exit();
