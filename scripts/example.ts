// Runs an example against the simulator: `npx -y pnpm@12 example tools`. Without a name it lists the examples.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { simulatedServices } from '../packages/conformance/src/simulated-services.ts';

const folder = join(import.meta.dirname, '../examples');
const names = globSync('*.ts', { cwd: folder })
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();
const [name = '', ...args] = process.argv.slice(2);

if (names.includes(name)) await runExample(name);
else listExamples(name);

function listExamples(wrong: string): void {
  if (wrong !== '') console.error(`error: there is no example '${wrong}'.`);
  const about = (each: string): string => {
    const [, text = ''] = /^(?:\/\/ |\/\*\*\n \* )(.*)/.exec(readFileSync(join(folder, `${each}.ts`), 'utf8')) ?? [];
    return text;
  };
  const width = Math.max(...names.map(({ length }) => length));
  const lines = names.map((each) => `  ${each.padEnd(width)}  ${about(each)}`);
  console.log(['Examples, each for `npx -y pnpm@12 example NAME`:', ...lines].join('\n'));
  process.exitCode = wrong === '' ? 0 : 2;
}

async function runExample(example: string): Promise<void> {
  await using services = await simulatedServices();
  console.log(`examples/${example}.ts on the simulator at ${services.simulator.url}: no key, no network, real HTTP.`);
  console.log(`To call real services, set their keys and run: node examples/${example}.ts\n`);
  const path = join(folder, `${example}.ts`);
  const child = spawn(process.execPath, ['--conditions=@rephysco/source', path, ...args], {
    env: { ...process.env, ...services.env },
    stdio: 'inherit',
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
}
