import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@rephysco/conformance/run';
import { createSimulator, type Simulator } from '@rephysco/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compilerOptions } from './api.ts';
import { codeBlocks, typeErrors } from './code-blocks.ts';
import { root } from './workspace.ts';

const here = join(root, 'packages/checks');
const pages = globSync(['*.md', 'docs/*.md', 'packages/*/README.md', 'examples/*.md'], { cwd: root }).sort();
const blocks = pages.flatMap((page) => codeBlocks(page, readFileSync(join(root, page), 'utf8')));
const examples = globSync('*.ts', { cwd: join(root, 'examples') }).sort();

/** How each service's variables begin. */
const prefixes = {
  openai: 'OPENAI',
  gemini: 'GEMINI',
  aliyun: 'DASHSCOPE',
  xai: 'XAI',
  siliconflow: 'SILICONFLOW',
  anthropic: 'ANTHROPIC',
} as const;

let simulator: Simulator;
let environment: Readonly<Record<string, string>>;
beforeAll(async () => {
  simulator = await createSimulator();
  const services = Object.keys(prefixes) as (keyof typeof prefixes)[];
  const entries = services.flatMap((service) => [
    [`${prefixes[service]}_BASE_URL`, simulator.baseURL(service)],
    [`${prefixes[service]}_API_KEY`, 'made-up'],
  ]);
  environment = {
    ...Object.fromEntries(entries),
    OLLAMA_BASE_URL: simulator.baseURL('openai'),
    OLLAMA_API_KEY: 'made-up',
  };
});
afterAll(() => simulator.close());

const options = ['--conditions=@rephysco/source'];

describe('TypeScript in pages', () => {
  it('type-checks', { timeout: 120_000 }, () => expect(typeErrors(blocks, here, compilerOptions())).toEqual([]));

  it.each(blocks.filter(({ runs }) => runs))('runs in $page:$line', async ({ text }) => {
    await run({ text, cwd: here, env: environment, options });
  });
});

describe('examples', () => {
  it.each(examples)('%s runs', async (file) => {
    const cwd = join(root, 'examples');
    await run({ text: readFileSync(join(cwd, file), 'utf8'), cwd, env: environment, options });
  });
});
