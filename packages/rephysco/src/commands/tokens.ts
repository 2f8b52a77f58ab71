import type { Command } from 'commander';
import { schema } from '../output/json-output.ts';
import type { Context } from '../settings/context.ts';
import { type AskingFlags, openClient } from '../settings/open-client.ts';
import { joinPrompt, pipedText, readStandardInput } from '../terminal/prompt-input.ts';
import type { Run } from './command.ts';
import { withTarget } from './flags/target-flags.ts';

/** Defines `tokens`. */
export function addTokens(command: Command, run: Run): void {
  withTarget(command.argument('[text...]', 'text, or - for standard input'))
    .option('-s, --system <text>', 'system prompt to count with the text')
    .option('--endpoint', 'let the provider count')
    .option('--json', 'print one JSON object')
    .action((words: string[], flags) => run(flags, (context) => tokens(words, flags, context)));
}

/** Counts the tokens of a text, here or, with `--endpoint`, at the provider. */
export async function tokens(
  words: readonly string[],
  flags: AskingFlags & { readonly json?: boolean; readonly endpoint?: boolean },
  context: Context,
): Promise<number> {
  const { terminal } = context;
  const piped = words.includes('-') || (words.length === 0 && !terminal.stdin.isTTY);
  const text = piped ? pipedText(await readStandardInput(terminal), terminal) : words.join(' ');
  const { client, provider } = await openClient(flags, context, { system: flags.system });
  await using _ = client;
  const options = flags.endpoint ? ({ method: 'endpoint' } as const) : {};
  const count = await client.countTokens({ prompt: joinPrompt([text]), signal: terminal.signal }, options);
  const model = client.provider.model(client.model);
  if (flags.json) {
    const fields = { schema, provider, model: model.id, encoding: model.tokenizer, ...count };
    terminal.stdout.write(`${JSON.stringify(fields)}\n`);
    return 0;
  }
  const how = {
    exact: `exact, ${model.tokenizer}`,
    endpoint: `counted by ${provider}`,
    estimate: `estimate, at most ${count.bound} tokens off`,
  }[count.method];
  terminal.stdout.write(`${count.tokens}\n`);
  terminal.notes.write(`${provider}:${model.id}: ${how}\n`);
  return 0;
}
