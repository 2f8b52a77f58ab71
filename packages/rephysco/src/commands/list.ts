/** Name of a command. */
export type CommandName =
  | 'generate'
  | 'chat'
  | 'batch'
  | 'worker'
  | 'sim'
  | 'models'
  | 'providers'
  | 'plugins'
  | 'tokens'
  | 'doctor'
  | 'cache'
  | 'config'
  | 'keys'
  | 'completion'
  | 'complete';

/** Summary of a command for the help of the program. */
export interface CommandSummary {
  readonly description: string;
  /** Arguments, in the notation of the parser. */
  readonly usage?: string;
  readonly alias?: string;
  /** `true` to hide the command in the help. */
  readonly hidden?: boolean;
}

/** All commands, in the order of the help. The help needs only their names, so it loads no command file. */
export const commandList: Readonly<Record<CommandName, CommandSummary>> = {
  generate: { description: 'answer one prompt; piped text comes before it', usage: '[prompt...]', alias: 'ask' },
  chat: { description: 'talk with a model; piped text is answered line by line', usage: '[prompt...]' },
  batch: { description: 'answer every item of a file, and resume after a crash', usage: '[input]' },
  worker: { description: 'make the calls of batches with --queue, on this machine' },
  sim: { description: 'run the simulated services on this machine; no key needed' },
  models: { description: 'list models, show one, set the default' },
  providers: { description: 'list providers and keys, test one, add a service' },
  plugins: { description: 'list, add and remove packages with further providers' },
  tokens: { description: 'count the tokens of a text', usage: '[text...]' },
  doctor: { description: 'check the local setup without sending requests' },
  cache: { description: 'show, prune or clear the cache of answers' },
  config: { description: 'list and change settings' },
  keys: { description: 'list, store and remove API keys' },
  completion: { description: 'print the completion script of a shell', usage: '<shell>' },
  complete: { description: 'print completions, for the completion scripts', usage: '[args...]', hidden: true },
};
