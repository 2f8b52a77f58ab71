/**
 * What `pnpm start` shows: no key, no network. The simulator plays OpenAI on loopback, and the real
 * `@rephysco/openai` package asks it over HTTP.
 */
import { styleText } from 'node:util';
import { type GenerateResult, LLMClient, memoryStore, type Notice } from '@rephysco/core';
import { OpenAI } from '@rephysco/openai';
import { createSimulator } from '@rephysco/simulator';

const prompt = process.argv.slice(2).join(' ') || 'Why is the sky blue?';
const title = (text: string): void => console.log(`\n${styleText('bold', text)}`);
const note = (text: string): void => console.log(styleText('dim', text));

await using simulator = await createSimulator({ pace: 0.005, firstTokenDelay: 0.1 });
await using client = new LLMClient({
  provider: 'openai',
  model: OpenAI.GPT_5_4_MINI,
  apiKey: 'any-text-will-do-here',
  baseURL: simulator.baseURL('openai'),
  enableCache: true,
  cache: memoryStore(), // without it: in memory and in files, for later runs too
  baseDelay: 0.2,
  notify,
});

note(`A simulated OpenAI answers at ${simulator.url}: no key, no network, real HTTP.`);

title(`> ${prompt}`);
await ask(prompt);

title(`> ${prompt}  (again)`);
await ask(prompt);

const another = 'And why is it red in the evening?';
title(`> ${another}  (this time the service is overloaded at first)`);
simulator.fail('503x2');
await ask(another);

note(`\n${simulator.requests.length} requests reached the service for 3 answers.`);
note('Next: README.md, or your own prompt: npx -y pnpm@12 start "Explain monads"');

async function ask(prompt: string): Promise<void> {
  const started = performance.now();
  let firstToken = 0;
  const stream = await client.generate({ prompt, stream: true });
  for await (const text of stream) {
    firstToken ||= performance.now() - started;
    process.stdout.write(text);
  }
  report(await stream.result, firstToken);
}

function report({ provider, model, usage, cached, saved, attempts }: GenerateResult, firstToken: number): void {
  const tokens = `${usage.inputTokens} tokens in, ${usage.outputTokens} out`;
  const tries = attempts.length > 1 ? ` · answered at attempt ${attempts.length}` : '';
  const money = saved ? ` · saved ${saved.amount.toFixed(6)} ${saved.currency}` : '';
  const origin = cached
    ? `from the cache after ${firstToken.toFixed(1)} ms`
    : `first token after ${Math.round(firstToken)} ms`;
  note(`\n${provider} · ${model} · ${tokens} · ${origin}${money}${tries}`);
}

function notify(notice: Notice): void {
  if (notice.type !== 'retry') return;
  const { attempt, maxAttempts, delay, error } = notice;
  note(
    `attempt ${attempt} of ${maxAttempts} failed with ${error.status} (${error.kind}); next in ${delay.toFixed(2)} s`,
  );
}
