import type { SimulatedServices } from '@rephysco/conformance/simulated-services';
import { providers } from '../arrows.ts';

/** Package of the matrix, with a program that uses it. */
export interface Row {
  readonly name: string;
  /** Packages to install, according to the README of the package. */
  readonly installs: readonly string[];
  /** Imported names by module. */
  readonly imports: Readonly<Record<string, string>>;
  /** JavaScript that creates `client`. */
  readonly setup: string;
  /** Commands of the package, by the path of their script in its folder. Each must end with exit code 0. */
  readonly commands?: readonly (readonly [script: string, ...args: readonly string[]])[];
  /** JavaScript that runs after the calls. */
  readonly teardown?: string;
}

/** Modes of the calls that each program makes. */
export const modes = ['plain', 'streamed'] as const;

const core = '@rephysco/core';

function provider(name: string): Row {
  return {
    name,
    installs: [core, `@rephysco/${name}`],
    imports: { [core]: 'LLMClient', [`@rephysco/${name}`]: '' },
    setup: `const client = new LLMClient({ provider: '${name}' });`,
  };
}

/** Returns every row of the matrix. The rows of Redis are missing if `redis` is `undefined`. */
export function rowsFor({ simulator }: SimulatedServices, redis: string | undefined): readonly Row[] {
  const compatible = `{ name: 'own', baseURL: '${simulator.baseURL('openai')}', env: { apiKey: ['OPENAI_API_KEY'] }, models: {}, defaultModel: 'gpt-5.4-mini' }`;
  const rows: readonly Row[] = [
    ...providers.map(provider),
    {
      name: 'openai-compatible',
      installs: [core, '@rephysco/openai-compatible'],
      imports: { [core]: 'LLMClient', '@rephysco/openai-compatible': 'openaiCompatible' },
      setup: `const client = new LLMClient({ provider: openaiCompatible(${compatible}).create() });`,
    },
    {
      name: 'rephysco',
      installs: ['rephysco'],
      imports: { rephysco: 'LLMClient, ModelProvider' },
      setup: 'const client = new LLMClient({ provider: ModelProvider.GEMINI });',
      commands: [
        ['dist/bin.js', '--version'],
        ['dist/bin.js', 'generate', '-p', 'sim', 'Hi'],
        ['dist/bin.js', 'generate', '-p', 'anthropic', 'Hi'],
      ],
    },
  ];
  return redis === undefined ? rows : [...rows, ...redisRows(redis)];
}

function redisRows(url: string): readonly Row[] {
  const fake = { [core]: 'LLMClient', [`${core}/testing`]: 'fakeProvider' };
  return [
    {
      name: 'redis',
      installs: [core, '@rephysco/redis', 'ioredis'],
      imports: { ...fake, '@rephysco/redis': 'redisStore', ioredis: 'Redis' },
      setup: `const redis = new Redis('${url}');
        const client = new LLMClient({ provider: fakeProvider(), cache: redisStore(redis), enableCache: true });`,
      teardown: 'redis.disconnect();',
    },
    {
      name: 'queue',
      installs: [core, '@rephysco/queue', 'ioredis', '@rephysco/openai'],
      imports: { [core]: 'LLMClient', '@rephysco/queue': 'queue, startWorker', '@rephysco/openai': '' },
      setup: `const target = { redis: '${url}', name: 'q' + process.pid };
        const client = new LLMClient({ provider: 'openai' });
        const worker = await startWorker(target);
        const run = client.batch([{ prompt: 'Where do arrows point?' }], { via: queue(target) });
        for await (const { error } of run) if (error) throw error;
        await worker.close();`,
    },
  ];
}

/** Returns the program of a row. It prints the modes with the expected result, separated by spaces. */
export function programOf({ imports, setup, teardown = '' }: Row, type: 'import' | 'require'): string {
  const lines = Object.entries(imports).map(([module, names]) => {
    const what = names === '' ? '' : `{ ${names} }`;
    if (type === 'import') return what === '' ? `import '${module}';` : `import ${what} from '${module}';`;
    return what === '' ? `require('${module}');` : `const ${what} = require('${module}');`;
  });
  return `${lines.join('\n')}
void (async () => {
  ${setup}
  const plain = await client.generate('Where do arrows point?');
  if (plain.text !== '' && plain.finishReason === 'stop') console.log('plain');
  const stream = client.stream('Where do streams flow?');
  let text = '';
  for await (const part of stream) text += part;
  if (text !== '' && text === (await stream.result).text) console.log('streamed');
  await client.close();
  ${teardown}
})();
`;
}
