import { type AskingFlags, openClient } from '../asking.ts';
import type { Context } from '../context.ts';
import { joinPrompt, pipedText, readStandardInput } from '../prompt-input.ts';
import { schema } from '../report.ts';

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
