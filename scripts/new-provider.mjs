// Creates packages/NAME for a service with Chat Completions: `pnpm new provider NAME`. With `--like anthropic`, the
// package starts as a renamed copy of the package of that protocol.
// The package passes the provider contract and every check. CONTRIBUTING.md lists the facts to fill in.
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const root = resolve(import.meta.dirname, '..');
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    into: { type: 'string', default: join(root, 'packages') },
    like: { type: 'string' },
    'no-install': { type: 'boolean' },
  },
});
const [kind, name] = positionals;
const { like } = values;
const isKnown = like === undefined || like === 'anthropic';
if (kind !== 'provider' || !name || !/^[a-z][a-z0-9]*$/.test(name) || !isKnown) {
  console.error(
    'Usage: pnpm new provider NAME [--like anthropic]\nNAME has lower-case letters and digits, for example: mistral',
  );
  process.exit(2);
}
const folder = join(values.into, name);
if (existsSync(folder)) {
  console.error(`The folder ${folder} exists already. Choose another name, or remove the folder.`);
  process.exit(2);
}

const constant = name[0].toUpperCase() + name.slice(1);
const today = new Date().toISOString().slice(0, 10);
// The manifest of the simplest provider is the template.
const source = like ?? 'xai';
const template = JSON.parse(readFileSync(join(root, 'packages', source, 'package.json'), 'utf8'));
const address = template.bugs.url.replace(/\/issues$/, '');
const manifest = {
  ...template,
  name: `@rephysco/${name}`,
  description: `${constant} for Rephysco`,
  keywords: ['rephysco-provider', 'llm', name],
  homepage: template.homepage.replace(`/${source}#`, `/${name}#`),
  repository: { ...template.repository, directory: `packages/${name}` },
  // Names a service of the simulator with the same protocol, until the simulator has a service of this name.
  rephysco: { service: like ?? 'openai' },
};

const files = {
  'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
  'tsup.config.ts': `import type { Options } from 'tsup';
import { library } from '../../tsup.preset.ts';

const options: Options = library();

export default options;
`,
  'README.md': `# @rephysco/${name}

${constant} for [Rephysco](${address}/blob/main/README.md). Importing the package registers the provider \`${name}\`.

\`\`\`sh
npm install @rephysco/core @rephysco/${name}
\`\`\`

\`\`\`ts
import { LLMClient } from '@rephysco/core';
import { ${constant} } from '@rephysco/${name}';

const client = new LLMClient({ provider: '${name}', model: ${constant}.DEFAULT });
console.log((await client.generate('Why is the sky blue?')).text);
\`\`\`

The API key comes from the option \`apiKey\` or the variable \`${name.toUpperCase()}_API_KEY\`, the base URL from the option
\`baseURL\` or the variable \`${name.toUpperCase()}_BASE_URL\`.
`,
  'src/models.ts': `import type { ModelInfo } from '@rephysco/core';

/** Names of ${constant} models. Any other name is sent unchanged. */
export const ${constant} = {
  DEFAULT: '${name}-1',
} as const;

/** Day on which the facts below were read. */
export const modelsAsOf = '${today}';

const table = {
  '${name}-1': { id: '${name}-1', input: ['text'] },
} as const satisfies Record<(typeof ${constant})[keyof typeof ${constant}], ModelInfo>;

/** Facts about ${constant} models. */
export const ${name}Models: Readonly<Record<string, ModelInfo>> = table;
`,
  [`src/${name}.ts`]: `import type { ProviderDefinition } from '@rephysco/core/provider';
import { type Dialect, openaiCompatible } from '@rephysco/openai-compatible';
import { ${constant}, ${name}Models, modelsAsOf } from './models.ts';

/** Facts about the service, and its differences from Chat Completions. */
export const dialect: Dialect = {
  name: '${name}',
  baseURL: 'https://api.${name}.example/v1',
  env: { apiKey: ['${name.toUpperCase()}_API_KEY'], baseURL: ['${name.toUpperCase()}_BASE_URL'] },
  models: ${name}Models,
  defaultModel: ${constant}.DEFAULT,
};

/** ${constant}. Importing this package registers it as \`${name}\`. */
export const ${name}: ProviderDefinition = { ...openaiCompatible(dialect), modelsAsOf };
`,
  'src/types.ts': `import type { ChatCompletionsOptions } from '@rephysco/openai-compatible';
import type { ${constant} } from './models.ts';

/** Keys of \`providerOptions\` for ${constant}. Values are sent unchanged. */
export interface ${constant}Options extends ChatCompletionsOptions {}

declare module '@rephysco/core' {
  interface ProviderTypes {
    ${name}: {
      models: (typeof ${constant})[keyof typeof ${constant}];
      options: ${constant}Options;
    };
  }
}
`,
  'src/index.ts': `import { registerProvider } from '@rephysco/core';
import { ${name} } from './${name}.ts';

registerProvider(${name});

export { ${constant} } from './models.ts';
export type { ${constant}Options } from './types.ts';
export { ${name} };
`,
  'src/contract.test.ts': `import { providerContract } from '@rephysco/core/testing';
import { simulated } from '@rephysco/simulator';
import { beforeAll, describe, expect, it } from 'vitest';
import { ${name} } from './index.ts';

describe('${name} follows the provider contract', () => {
  beforeAll(() => {
    for (const name of ${name}.envKeys ?? []) delete process.env[name];
  });
  providerContract({ it, expect, connect: simulated(${name}, '${like ?? 'openai'}') });
});
`,
};
if (like !== undefined) {
  // Renames in a copy. Names with a hyphen are headers and packages, which stay unchanged.
  const renamed = (text) =>
    text
      .replace(new RegExp(`(?<![@/.-])${like}(?!-)`, 'g'), name)
      .replace(new RegExp(`${like[0].toUpperCase()}${like.slice(1)}(?!-)`, 'g'), constant)
      .replaceAll(`${like.toUpperCase()}_`, `${name.toUpperCase()}_`);
  for (const path of Object.keys(files).filter((each) => each.startsWith('src/') && !each.includes('test')))
    delete files[path];
  const from = join(root, 'packages', like);
  for (const path of globSync('src/**/*.ts', { cwd: from })) {
    if (/test|testing/.test(path)) continue;
    files[renamed(path)] = renamed(readFileSync(join(from, path), 'utf8'));
  }
}
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
if (!values['no-install']) {
  const run = (...args) => execFileSync('npx', ['-y', 'pnpm@12', ...args], { cwd: root, stdio: 'inherit' });
  run('install');
  run('exec', 'biome', 'check', '--write', `packages/${name}`);
  run('exec', 'vitest', 'run', 'packages/checks/src/api.test.ts', '-u');
}
console.log(`\nCreated packages/${name}. Next:
1. ${like ? 'src/service/environment.ts' : `src/${name}.ts`}: base URL, variables of the API key, quirks of the service
2. src/models.ts: the models, and the day on which their facts were read
3. npx -y pnpm@12 exec vitest run packages/${name}
4. The list "Register it" in CONTRIBUTING.md: conformance, command line, docs, changeset`);
