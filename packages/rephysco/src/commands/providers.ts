import type { Command } from 'commander';
import { schema } from '../output/json-output.ts';
import { table } from '../output/table.ts';
import { usageLine } from '../output/usage-line.ts';
import { providerNamed } from '../settings/choose.ts';
import type { Context } from '../settings/context.ts';
import { findBaseURL, findKey, maskKey } from '../settings/credentials.ts';
import { openClient } from '../settings/open-client.ts';
import { providers } from '../settings/providers.ts';
import type { Run } from './command.ts';
import { withCommon } from './flags/target-flags.ts';

const added = () => import('./providers-add.ts');

/** Defines `providers`. */
export function addProviders(command: Command, run: Run): void {
  withCommon(command.command('list', { isDefault: true }).description('list providers, keys and addresses'))
    .option('--json', 'print one JSON object')
    .action((flags) => run(flags, (context) => listProviderStatus(flags, context)));
  withCommon(command.command('test').description('send a short request').argument('<provider>'))
    .option('-m, --model <name>', 'model')
    .option('--base-url <url>', 'server with the same protocol')
    .action((name: string, flags) => run(flags, (context) => testProvider(name, flags, context)));
  withCommon(command.command('add').description('add a service with Chat Completions').argument('<name>'))
    .option('--base-url <url>', 'base URL of the service')
    .option('-m, --model <name...>', 'models of the service, the default first')
    .option('--key-variable <name>', 'environment variable with its key')
    .action((name: string, flags) => run(flags, async (context) => (await added()).addProvider(name, flags, context)));
  withCommon(command.command('remove').description('remove a service that was added').argument('<name>')).action(
    (name: string, flags) => run(flags, async (context) => (await added()).removeProvider(name, context)),
  );
}

/** State of one provider, without secrets. */
interface Status {
  readonly provider: string;
  readonly envKeys: readonly string[];
  readonly key?: { readonly masked: string; readonly name: string; readonly source: string };
  readonly baseURL?: { readonly value: string; readonly name: string; readonly source: string };
}

/** Lists the providers, with the sources of their keys and base URLs. */
export async function listProviderStatus({ json }: { readonly json?: boolean }, context: Context): Promise<number> {
  const all = Object.keys(providers).map((provider) => statusOf(provider, context));
  const text = json
    ? `${JSON.stringify({ schema, providers: all })}\n`
    : table(all.map(rowOf), context.terminal.stdout);
  context.terminal.stdout.write(text);
  return 0;
}

function statusOf(provider: string, { sources }: Context): Status {
  const key = findKey(provider, sources);
  const url = findBaseURL(provider, sources);
  return {
    provider,
    envKeys: providers[provider]?.envKeys ?? [],
    ...(key && { key: { masked: maskKey(key.value), name: key.name, source: key.source } }),
    ...(url && { baseURL: { value: url.value, name: url.name, source: url.source } }),
  };
}

function rowOf({ provider, envKeys, key, baseURL }: Status): readonly string[] {
  const none = envKeys.length === 0 ? 'needs no key' : `no key (set ${envKeys.join(' or ')})`;
  const address = baseURL ? `${baseURL.value} (${baseURL.name}, ${baseURL.source})` : '';
  return [provider, key ? `key ${key.masked} (${key.name}, ${key.source})` : none, address];
}

/** Sends a short request to a provider and prints the result. @throws any error of the call */
export async function testProvider(
  name: string,
  flags: { readonly model?: string; readonly baseUrl?: string },
  context: Context,
): Promise<number> {
  const { client, provider } = await openClient({ ...flags, provider: providerNamed(name), cache: false }, context, {
    system: undefined,
    maxTokens: 16,
  });
  await using _ = client;
  const started = performance.now();
  const { usage, cost, model } = await client.generate({ prompt: 'Say OK.', signal: context.terminal.signal });
  const seconds = ((performance.now() - started) / 1000).toFixed(2);
  context.terminal.stdout.write(`${provider} answers: ${model}, ${seconds} s, ${usageLine(usage, cost)}\n`);
  return 0;
}
