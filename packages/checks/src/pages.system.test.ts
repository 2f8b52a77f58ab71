import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@rephysco/conformance/run';
import { type SimulatedServices, simulatedServices } from '@rephysco/conformance/simulated-services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compilerOptions } from './api.ts';
import { codeBlocks, typeErrors } from './code-blocks.ts';
import { root } from './workspace.ts';

const here = join(root, 'packages/checks');
const pages = globSync(['*.md', 'docs/*.md', 'packages/*/README.md', 'examples/*.md'], { cwd: root }).sort();
const blocks = pages.flatMap((page) => codeBlocks(page, readFileSync(join(root, page), 'utf8')));

let services: SimulatedServices;
beforeAll(async () => {
  services = await simulatedServices();
});
afterAll(() => services[Symbol.asyncDispose]());

const options = ['--conditions=@rephysco/source'];

describe('TypeScript in pages', () => {
  it('type-checks', { timeout: 120_000 }, () => expect(typeErrors(blocks, here, compilerOptions())).toEqual([]));

  it.each(blocks.filter(({ runs }) => runs))('runs in $page:$line', async ({ text }) => {
    await run({ text, cwd: here, env: services.env, options });
  });
});
