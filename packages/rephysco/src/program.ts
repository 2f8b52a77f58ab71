import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { exitCodeOfSignal, type Terminal } from './terminal.ts';
import { version } from './version.ts';

/** Runs a command line and gives its exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let code = 0;
  const program = createProgram(terminal, (result) => {
    code = result;
  });
  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    return failed(error, args, terminal);
  }
}

async function failed(error: unknown, args: readonly string[], { stdout, stderr, signal }: Terminal): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (signal.aborted) return exitCodeOfSignal[String(signal.reason)] ?? 130;
  const { explain, exitCodeOf } = await import('./exit.ts');
  if (args.includes('--json')) {
    const { errorJSON } = await import('./report.ts');
    stdout.write(`${JSON.stringify(errorJSON(error))}\n`);
  }
  stderr.write(explain(error, args.includes('--debug')));
  return exitCodeOf(error);
}

function createProgram(terminal: Terminal, done: (code: number) => void): Command {
  const program = new Command('rephysco')
    .description('One client for many large language models.')
    .version(version, '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .showSuggestionAfterError()
    .addHelpText('after', examples)
    .helpCommand(false);
  program
    .command('generate')
    .alias('ask')
    .description('answer one prompt; text that is piped in comes before it')
    .argument('[prompt...]', 'the prompt')
    .option('-p, --provider <name>', 'whom to ask; default: the first whose key is set')
    .option('-m, --model <name>', 'which model, or provider:model')
    .option('-s, --system <text>', 'instructions that stand before the prompt')
    .option('-t, --temperature <number>', 'how freely to choose words', number)
    .option('--max-tokens <number>', 'most tokens of the answer', number)
    .option('--no-stream', 'print the answer when it is whole')
    .option('--no-stdin', 'do not read standard input')
    .option('--base-url <url>', 'ask another server that speaks the same protocol')
    .option('--json', 'print one JSON object instead of the text')
    .option('--debug', 'show where an error came from')
    .action(async (words: string[], flags) => {
      const { generate } = await import('./commands/generate.ts');
      done(await generate(words, flags, terminal));
    });
  program
    .command('sim')
    .description('run simulated services on this machine, for trying things without a key')
    .option('--port <number>', 'port on 127.0.0.1; default: a free one', number)
    .option('--pace <seconds>', 'time between two pieces of a streamed answer', number, 0.02)
    .option('--debug', 'show where an error came from')
    .action(async (flags) => {
      const { sim } = await import('./commands/sim.ts');
      done(await sim(flags, terminal));
    });
  return program;
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

const examples = `
Examples, without a key:
  rephysco generate -p sim "Why is the sky blue?"
  git diff | rephysco generate -p sim "Summarise this change"
  rephysco sim --port 4141`;
