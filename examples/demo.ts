/**
 * Nine steps, each with its code and its effect. `pnpm start` runs it on the simulator: no key, no network, real HTTP.
 */
import { styleText } from 'node:util';
import { type GenerateResult, jsonSchema, LLMClient, memoryStore, type Notice, tool } from '@rephysco/core';
import { Gemini } from '@rephysco/gemini';
import { OpenAI } from '@rephysco/openai';
import { createSimulator } from '@rephysco/simulator';

const prompt = process.argv.slice(2).join(' ') || 'Why is the sky blue?';
const dim = (text: string): string => styleText('dim', text);

await using simulator = await createSimulator({ pace: 0.005, firstTokenDelay: 0.1 });
const connection = { apiKey: 'any-text-will-do-here', cache: memoryStore(), baseDelay: 0.2, notify };
await using client = new LLMClient({
  ...connection,
  provider: 'openai',
  model: OpenAI.GPT_5_4_MINI,
  baseURL: simulator.baseURL('openai'),
  enableCache: true,
});
await using gemini = new LLMClient({
  ...connection,
  provider: 'gemini',
  model: Gemini.GEMINI_3_5_FLASH,
  baseURL: simulator.baseURL('gemini'),
});
console.log(dim(`The simulator plays OpenAI and Gemini at ${simulator.url}: no key, no network, real HTTP.`));

await step('A stream', 'for await (const text of client.stream(prompt)) process.stdout.write(text);', async () => {
  const stream = client.stream(prompt);
  for await (const text of stream) process.stdout.write(text);
  console.log();
  return stream.result;
});

await step('The same question again, from the cache', 'await client.generate(prompt);', async () => {
  return shown(await client.generate(prompt));
});

simulator.fail('503x2');
await step('A service that is overloaded twice', 'await client.generate({ prompt, cache: false });', async () => {
  return shown(await client.generate({ prompt, cache: false }));
});

const schema = jsonSchema<{ title: string; keywords: string[] }>({
  type: 'object',
  properties: { title: { type: 'string' }, keywords: { type: 'array', items: { type: 'string' }, maxItems: 3 } },
  required: ['title', 'keywords'],
});
await step('A typed object', 'const { object } = await client.generate({ prompt, schema });', async () => {
  const answer = await client.generate({ prompt, schema });
  console.log(`object.title: ${answer.object.title}\nobject.keywords: ${answer.object.keywords.join(', ')}`);
  return answer;
});

const look = tool({
  name: 'look_up',
  description: 'Looks up a question in an encyclopaedia',
  parameters: jsonSchema<{ question: string }>({ type: 'object', properties: { question: { type: 'string' } } }),
  execute: ({ question }) => ({ question, articles: 3 }),
});
await step('A tool', 'await client.generate({ prompt, tools: [look] });', async () => {
  const answer = await client.generate({ prompt: `${prompt} Use look_up.`, tools: [look] });
  console.log(dim(`${answer.steps?.length ?? 0} messages between the question and the answer`));
  return shown(answer);
});

simulator.fail('429x5');
title('20 calls to a service that refuses five of them', 'client.map(prompts, { maxTokens: 20 })');
const prompts = Array.from({ length: 20 }, (_, index) => `Name a use of the number ${index + 1}.`);
const run = client.map(prompts, { maxTokens: 20 });
const begun = performance.now();
let answered = 0;
for await (const { result } of run) if (result) answered += 1;
console.log(dim(`${answered} of ${prompts.length} answered in ${((performance.now() - begun) / 1000).toFixed(1)} s`));

await step('Another provider', 'await gemini.generate(prompt);', async () => shown(await gemini.generate(prompt)));

const { count, total } = client.ledger;
title('The cost of all requests to OpenAI', 'client.ledger.total');
console.log(JSON.stringify(total, null, 2));
console.log(dim(`${count} requests of this client; ${simulator.requests.length} reached the simulator in all.`));
console.log(dim('\nNext: README.md, an example (npx -y pnpm@12 example), or your own question:'));
console.log(dim('npx -y pnpm@12 start "Explain monads"'));

function title(name: string, code: string): void {
  console.log(`\n${styleText('bold', name)}\n${styleText('cyan', `> ${code}`)}`);
}

async function step(name: string, code: string, run: () => Promise<GenerateResult>): Promise<void> {
  title(name, code);
  const started = performance.now();
  const { provider, model, usage, cached, attempts, cost, saved } = await run();
  const milliseconds = Math.round(performance.now() - started);
  const money = saved
    ? `saved ${saved.amount.toFixed(6)} ${saved.currency}`
    : cost && `${cost.amount.toFixed(6)} ${cost.currency}`;
  const origin = cached ? 'from the cache' : `${attempts.length} request${attempts.length === 1 ? '' : 's'}`;
  const tokens = `${usage.inputTokens} tokens in, ${usage.outputTokens} out`;
  console.log(dim([`${provider}:${model}`, tokens, origin, `${milliseconds} ms`, money].filter(Boolean).join(' · ')));
}

function shown<Answer extends GenerateResult>(answer: Answer): Answer {
  console.log(answer.text.length > 240 ? `${answer.text.slice(0, 240)}…` : answer.text);
  return answer;
}

function notify(notice: Notice): void {
  if (notice.type !== 'retry') return;
  const { attempt, delay, error } = notice;
  console.log(dim(`attempt ${attempt} failed: ${error.status} ${error.kind}; the next one in ${delay.toFixed(2)} s`));
}
