import { ConfigurationError, type LLMClient } from '@rephysco/core';
import type { Command } from 'commander';
import { schema } from '../output/json-output.ts';
import { readText } from '../read-text.ts';
import type { Context } from '../settings/context.ts';
import { findKey } from '../settings/credentials.ts';
import { knownModels } from '../settings/known-models.ts';
import { type AskingFlags, chooseFrom, openClient } from '../settings/open-client.ts';
import { providers } from '../settings/providers.ts';
import { pipedText, readStandardInput } from '../terminal/prompt-input.ts';
import type { Run } from './command.ts';
import { another } from './flags/flag-values.ts';
import { withTarget } from './flags/target-flags.ts';

/** Flags of `tokens`. */
export interface TokensFlags extends AskingFlags {
  readonly json?: boolean;
  readonly endpoint?: boolean;
  readonly file?: readonly string[];
}

/** Defines `tokens`. */
export function addTokens(command: Command, run: Run): void {
  withTarget(command.argument('[text...]', 'text, or - for standard input'))
    .option('-f, --file <path>', 'text file to count; may be repeated', another)
    .option('-s, --system <text>', 'system prompt to count with the text; @file reads it from a file')
    .option('--endpoint', 'let the provider count')
    .option('--json', 'print one JSON object')
    .action((words: string[], flags) => run(flags, (context) => tokens(words, flags, context)));
}

/** Tokens of a request: those of its texts, and those of the chat format. */
interface Parts {
  readonly text: number;
  readonly overhead: number;
}

/** Counts the tokens of a text, locally or, with `--endpoint`, at the provider. A local count needs no key. */
export async function tokens(words: readonly string[], flags: TokensFlags, context: Context): Promise<number> {
  const { terminal } = context;
  const prompt = await readTexts(words, flags.file ?? [], context);
  const { provider, model } = await target(flags, context);
  const key = flags.endpoint ? undefined : (findKey(provider, context.sources)?.value ?? 'no-key-is-set');
  const { client } = await openClient({ ...flags, provider, ...(model && { model }) }, context, {
    ...(flags.system === undefined && { system: undefined }),
    ...(key !== undefined && { apiKey: key }),
  });
  await using _ = client;
  const options = flags.endpoint ? ({ method: 'endpoint' } as const) : {};
  const count = await client.countTokens({ prompt, signal: terminal.signal }, options);
  const parts = flags.endpoint ? undefined : await partsOf(client, prompt, flags, count.tokens);
  const info = client.provider.model(client.model);
  if (flags.json) {
    const fields = { schema, provider, model: info.id, encoding: info.tokenizer, ...count, ...parts };
    terminal.stdout.write(`${JSON.stringify(fields)}\n`);
    return 0;
  }
  const how = {
    exact: `exact, ${info.tokenizer}`,
    endpoint: `counted by ${provider}`,
    estimate: `estimate, at most ${count.bound} tokens off`,
  }[count.method];
  const details = parts ? `; ${parts.overhead} more for the chat format, ${count.tokens} in total` : '';
  terminal.stdout.write(`${parts?.text ?? count.tokens}\n`);
  terminal.notes.write(`${provider}:${info.id}: ${how}${details}\n`);
  return 0;
}

/** Returns the texts of arguments, files and standard input. @throws ConfigurationError if all are empty */
async function readTexts(words: readonly string[], files: readonly string[], { terminal }: Context): Promise<string> {
  const piped =
    words.includes('-') || files.includes('-') || (words.length + files.length === 0 && !terminal.stdin.isTTY);
  const texts = await Promise.all(files.filter((path) => path !== '-').map((path) => readText(path, 'the text')));
  const input = piped ? [pipedText(await readStandardInput(terminal), terminal)] : [];
  const text = [...texts, ...input, words.filter((word) => word !== '-').join(' ')]
    .filter((part) => part !== '')
    .join('\n');
  if (text.trim() !== '') return text;
  throw new ConfigurationError(
    'The text is empty. Pass it as an argument, with -f, or pipe it in: rephysco tokens Hello',
  );
}

/** Returns the provider and model whose tokens are counted. The default is an OpenAI model with a public encoding. */
async function target(flags: TokensFlags, context: Context): Promise<{ provider: string; model?: string | undefined }> {
  const { settings, sources } = context;
  const named = flags.provider ?? flags.model ?? settings.provider ?? settings.model;
  const hasKey = Object.keys(providers).some((provider) => findKey(provider, sources));
  if (named !== undefined || hasKey) return chooseFrom(flags, context);
  const models = await knownModels('openai');
  const exact = models.find(
    ({ model }) => model.tokenizer === 'o200k_base' && (model.output ?? []).every((each) => each === 'text'),
  );
  return { provider: 'openai', model: exact?.model.id };
}

/**
 * Returns the tokens of the texts and of the chat format. A message with the text twice has as many more tokens than a
 * message with the text once as the text itself has.
 */
async function partsOf(client: LLMClient, prompt: string, { system }: TokensFlags, total: number): Promise<Parts> {
  const textTokens = async (text: string): Promise<number> => {
    const part = { type: 'text', text } as const;
    const [one, two] = await Promise.all(
      [[part], [part, part]].map((content) => client.countTokens({ messages: [{ role: 'user', content }] })),
    );
    return (two?.tokens ?? 0) - (one?.tokens ?? 0);
  };
  const instructions = system?.startsWith('@') ? await readText(system.slice(1), 'the system prompt') : (system ?? '');
  const text = (await textTokens(prompt)) + (instructions === '' ? 0 : await textTokens(instructions));
  return { text, overhead: total - text };
}
