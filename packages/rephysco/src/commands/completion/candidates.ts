import { type Dirent, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command, Option } from 'commander';
import { conversationIds } from '../../chat/conversations.ts';
import type { Context } from '../../settings/context.ts';
import { knownModels } from '../../settings/known-models.ts';
import { providers } from '../../settings/providers.ts';
import { settingNames } from '../../settings/settings.ts';

/** Something that can be at the end of a command line. */
export interface Candidate {
  readonly value: string;
  readonly about?: string;
}

/** Returns what can stand for the last of the words after `rephysco`. */
export async function candidatesFor(
  words: readonly string[],
  program: Command,
  context: Context,
): Promise<readonly Candidate[]> {
  const current = words.at(-1) ?? '';
  const { command, pending, position, literal, provider } = readWords(words.slice(0, -1), program);
  const start = { current, context, provider };
  const [, flag = '', value = ''] = /^(--[\w-]+)=(.*)$/s.exec(current) ?? [];
  const found = (list: readonly Candidate[], word: string): readonly Candidate[] =>
    list.filter((each) => each.value.startsWith(word));
  if (pending) return found(await valuesOf(pending, start), current);
  if (flag && !literal) {
    const option = optionsOf(command).find(({ long }) => long === flag);
    const values = option ? await valuesOf(option.attributeName(), { ...start, current: value }) : [];
    return found(values, value).map((each) => ({ ...each, value: `${flag}=${each.value}` }));
  }
  if (current.startsWith('-') && !literal) {
    const options = optionsOf(command).map(({ long, short, description }) => ({
      value: long ?? short ?? '',
      about: description,
    }));
    return found(options, current);
  }
  return found([...subcommandsOf(command), ...(await argumentsOf(command, position, start))], current);
}

/** What the words before the current one say. */
interface State {
  readonly command: Command;
  /** Name of the option or argument that the current word is a value of. */
  readonly pending: string | undefined;
  /** Number of arguments before the current word. */
  readonly position: number;
  /** The current word comes after `--`. */
  readonly literal: boolean;
  readonly provider: string | undefined;
}

function readWords(words: readonly string[], program: Command): State {
  let state: State = { command: program, pending: undefined, position: 0, literal: false, provider: undefined };
  for (const word of words) state = next(state, word, program);
  return state;
}

function next(state: State, word: string, program: Command): State {
  const { command, pending, position, literal } = state;
  if (pending !== undefined) {
    const provider = pending === 'provider' ? word : state.provider;
    return { ...state, pending: pending === 'at' ? 'type' : undefined, provider };
  }
  if (word === '--') return { ...state, literal: true };
  if (word.startsWith('-') && !literal) {
    // Flags of `generate` can stand without the command.
    const generate = program.commands.find((each) => each.name() === 'generate');
    const own = findOption(command, word);
    const option = own ?? (command === program && generate ? findOption(generate, word) : undefined);
    const owner = own || !option || !generate ? command : generate;
    const complete = word.startsWith('--') ? word.includes('=') : word.length > 2;
    const given = option?.attributeName() === 'provider' ? /^--provider=(.*)$/.exec(word)?.[1] : undefined;
    return {
      ...state,
      command: owner,
      pending: option?.required && !complete ? option.attributeName() : undefined,
      provider: given ?? state.provider,
    };
  }
  const inner = position === 0 && !literal ? command.commands.find((each) => isNamed(each, word)) : undefined;
  return inner ? { ...state, command: inner } : { ...state, position: position + 1 };
}

const isNamed = (command: Command, word: string): boolean =>
  command.name() === word || command.aliases().includes(word);

const findOption = (command: Command, word: string): Option | undefined =>
  optionsOf(command).find(
    ({ long, short }) =>
      word === long || word.startsWith(`${long}=`) || (short && word.startsWith(short) && !word.startsWith('--')),
  );

/** Returns the visible options of a command, and those of its default subcommand. */
function optionsOf(command: Command): readonly Option[] {
  const fallback = defaultOf(command);
  const own = command.createHelp().visibleOptions(command);
  const inner = fallback ? fallback.createHelp().visibleOptions(fallback) : [];
  return [...own, ...inner.filter((option) => !own.some(({ long }) => long === option.long))];
}

function defaultOf(command: Command): Command | undefined {
  const name = (command as Command & { readonly _defaultCommandName?: string })._defaultCommandName;
  return command.commands.find((each) => each.name() === name);
}

function subcommandsOf(command: Command): readonly Candidate[] {
  const visible = command.createHelp().visibleCommands(command);
  return visible.map((each) => ({ value: each.name(), about: each.description() }));
}

/** What values depend on. */
interface Start {
  readonly current: string;
  readonly context: Context;
  readonly provider: string | undefined;
}

async function argumentsOf(command: Command, position: number, start: Start): Promise<readonly Candidate[]> {
  const argument = command.registeredArguments[position];
  if (!argument) return [];
  if (argument.argChoices) return argument.argChoices.map((value) => ({ value }));
  return ['prompt', 'text', 'value', 'args'].includes(argument.name()) ? [] : valuesOf(argument.name(), start);
}

/** Returns the values of an option or an argument by its name. */
async function valuesOf(name: string, { current, context, provider }: Start): Promise<readonly Candidate[]> {
  const list = (values: readonly string[]): readonly Candidate[] => values.map((value) => ({ value }));
  switch (name) {
    case 'model':
      return modelCandidates(current, provider);
    case 'provider':
      return list(Object.keys(providers));
    case 'conversation':
      return list(conversationIds(context.paths));
    case 'setting':
      return list(settingNames);
    case 'color':
      return list(['auto', 'always', 'never']);
    case 'reasoning':
      return list(['show', 'hide']);
    case 'render':
      return list(['auto', 'plain', 'markdown']);
    case 'attach':
    case 'at':
    case 'file':
    case 'schema':
    case 'input':
    case 'output':
      return list(filesAt(current, context));
    case 'system':
      return current.startsWith('@') ? list(filesAt(current.slice(1), context).map((path) => `@${path}`)) : [];
    default:
      return [];
  }
}

async function modelCandidates(current: string, provider: string | undefined): Promise<readonly Candidate[]> {
  const named = provider !== undefined && Object.hasOwn(providers, provider) ? provider : undefined;
  const models = await knownModels(named);
  return models.flatMap(({ provider: own, model: { id, kind = '' } }) => [
    ...(named === undefined ? [{ value: `${own}:${id}`, about: kind }] : []),
    ...(named !== undefined || current !== '' ? [{ value: id, about: `${own} ${kind}`.trim() }] : []),
  ]);
}

/** Returns the files and folders that start with a path. Folders end with a slash. */
function filesAt(path: string, { terminal }: Context): readonly string[] {
  const end = path.lastIndexOf('/') + 1;
  const head = path.slice(0, end);
  const folder = head.startsWith('~/') ? join(homedir(), head.slice(2)) : resolve(terminal.cwd, head);
  const hidden = path.slice(end).startsWith('.');
  const names = entriesOf(folder).filter(({ name }) => hidden || !name.startsWith('.'));
  return names.map((entry) => `${head}${entry.name}${entry.isDirectory() ? '/' : ''}`).sort();
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
