import type { Command } from 'commander';
import { conversationIds } from '../../chat/conversations.ts';
import type { Context } from '../../settings/context.ts';
import { knownModels } from '../../settings/known-models.ts';
import { providers } from '../../settings/providers.ts';
import { settingNames } from '../../settings/settings.ts';
import type { Candidate } from './candidate.ts';
import { filesAt } from './file-candidates.ts';

/** Current word, with the facts that determine its candidates. */
export interface Start {
  readonly current: string;
  readonly context: Context;
  readonly provider: string | undefined;
}

/** Returns the values of the argument at a position of a command. */
export async function argumentsOf(command: Command, position: number, start: Start): Promise<readonly Candidate[]> {
  const argument = command.registeredArguments[position];
  if (!argument) return [];
  if (argument.argChoices) return argument.argChoices.map((value) => ({ value }));
  return ['prompt', 'text', 'value', 'args'].includes(argument.name()) ? [] : valuesOf(argument.name(), start);
}

/** Returns the values of an option or an argument by its name. */
export async function valuesOf(name: string, { current, context, provider }: Start): Promise<readonly Candidate[]> {
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
