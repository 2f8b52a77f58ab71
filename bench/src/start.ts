import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Figures } from './statistics.ts';

/** Names of the programs whose start is measured. */
export type Program = 'empty' | 'fetch' | 'openai SDK' | 'AI SDK' | 'rephysco';

/** Programs that send one request and exit. */
const programs: Readonly<Record<Program, (url: string) => string>> = {
  empty: () => '',
  fetch: (url) => `
    const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Say hello.' }] });
    const headers = { 'content-type': 'application/json', authorization: 'Bearer made-up' };
    const answer = await fetch('${url}/plain/v1/chat/completions', { method: 'POST', headers, body });
    const text = (await answer.json()).choices[0].message.content;`,
  'openai SDK': (url) => `
    import { OpenAI } from 'openai';
    const client = new OpenAI({ apiKey: 'made-up', baseURL: '${url}/plain/v1' });
    const answer = await client.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Say hello.' }] });
    const text = answer.choices[0].message.content;`,
  'AI SDK': (url) => `
    import { createOpenAI } from '@ai-sdk/openai';
    import { generateText } from 'ai';
    const model = createOpenAI({ apiKey: 'made-up', baseURL: '${url}/plain/v1' }).chat('gpt-4o-mini');
    const { text } = await generateText({ model, prompt: 'Say hello.' });`,
  rephysco: (url) => `
    import { LLMClient } from '@rephysco/core';
    import '@rephysco/openai';
    const client = new LLMClient({ provider: 'openai', model: 'gpt-4o-mini', apiKey: 'made-up', baseURL: '${url}/plain/v1' });
    const { text } = await client.generate('Say hello.');`,
};

/**
 * Returns the CPU milliseconds of each process from start to first answer, minus those of an empty process, per round.
 */
export async function measureStart(url: string, rounds = 9): Promise<ReadonlyMap<Program, Figures>> {
  const names = Object.keys(programs) as Program[];
  const found = new Map(names.slice(1).map((name) => [name, [] as number[]]));
  for (let round = -1; round < rounds; round += 1) {
    const cpu = new Map<Program, number>();
    for (const name of names) cpu.set(name, await cpuOf(programs[name](url)));
    const empty = cpu.get('empty') ?? 0;
    if (round >= 0) for (const name of names.slice(1)) found.get(name)?.push((cpu.get(name) ?? 0) - empty);
  }
  return found;
}

async function cpuOf(program: string): Promise<number> {
  const text = `${program}
    const { user, system } = process.cpuUsage();
    console.log((user + system) / 1000);
    process.exit();`;
  const options = { cwd: import.meta.dirname, timeout: 30_000 };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', text], options);
  return Number(stdout);
}
