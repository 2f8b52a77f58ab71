import type { Command, Option } from 'commander';
import { optionsOf } from './command-options.ts';

/** State of the command line after the words before the current one. */
export interface State {
  readonly command: Command;
  /** Name of the option or argument whose value is the current word. */
  readonly pending: string | undefined;
  /** Number of arguments before the current word. */
  readonly position: number;
  /** `true` if the current word comes after `--`. */
  readonly literal: boolean;
  readonly provider: string | undefined;
}

/** Reads the words between `rephysco` and the current word. */
export function readWords(words: readonly string[], program: Command): State {
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
    // Flags of `generate` are accepted without the command.
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
