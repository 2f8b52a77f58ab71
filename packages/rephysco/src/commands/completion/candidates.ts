import type { Command } from 'commander';
import type { Context } from '../../settings/context.ts';
import type { Candidate } from './candidate.ts';
import { optionsOf, subcommandsOf } from './command-options.ts';
import { readWords } from './read-words.ts';
import { argumentsOf, valuesOf } from './value-candidates.ts';

/** Returns the candidates for the last of the words after `rephysco`. */
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
