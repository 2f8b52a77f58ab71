import type { Command } from 'commander';
import type { Add, Run } from '../program.ts';
import { withAnswer, withCommon, withTarget } from './asking-options.ts';
import { another, number, sourceAndType } from './values.ts';

function addGenerate(program: Command, run: Run): void {
  withTarget(
    withAnswer(
      program
        .command('generate')
        .alias('ask')
        .description('answer one prompt; text that is piped in comes before it')
        .argument('[prompt...]', 'the prompt'),
    ),
  )
    .option('-a, --attach <source>', 'a file, a URL, or - for standard input; may be repeated', another)
    .option('--at <source> <type>', 'attach something as a media type, whatever it looks like', sourceAndType)
    .option('--schema <file|json>', 'JSON Schema that the answer must have')
    .option('--no-stream', 'print the answer when it is whole')
    .option('--no-stdin', 'do not read standard input')
    .option('-u, --usage', 'tell tokens and price on standard error')
    .option('-x, --extract', 'print only the first code block')
    .option('--json', 'print one JSON object instead of the text')
    .option('--jsonl', 'print what happens as it does, a JSON object a line')
    .option('--each', 'answer every line of standard input, in order; the prompt comes before each line')
    .option('--concurrency <number>', 'maximum number of calls at the same time with --each (default: 100)', number)
    .option('--dry-run', 'show the request, its tokens and its price; ask nobody')
    .action((words: string[], flags) =>
      run(flags, async (context) => (await import('../all-commands.ts')).generate(words, flags, context)),
    );
}

function addChat(program: Command, run: Run): void {
  withTarget(
    withAnswer(
      program
        .command('chat')
        .description('talk with a model; text that is piped in is answered line by line')
        .argument('[prompt...]', 'the first message'),
    ),
  )
    .option('-c, --continue', 'go on with the conversation that was used last')
    .option('--conversation <name>', 'go on with this conversation, or begin it')
    .action((words: string[], flags) =>
      run(flags, async (context) => (await import('../all-commands.ts')).chat(words, flags, context)),
    );
}

function addSim(program: Command, run: Run): void {
  withCommon(
    program.command('sim').description('run simulated services on this machine, for trying things without a key'),
  )
    .option('--port <number>', 'port on 127.0.0.1; default: a free one', number)
    .option('--pace <seconds>', 'time between two pieces of a streamed answer', number, 0.02)
    .action((flags) => run(flags, async ({ terminal }) => (await import('../all-commands.ts')).sim(flags, terminal)));
}

/** The commands that ask a model, and the simulator. */
export const asking: Readonly<Record<string, Add>> = { generate: addGenerate, chat: addChat, sim: addSim };
