import { type Choice, splitModel } from '../settings/choose.ts';
import { findBaseURL, findKey } from '../settings/credentials.ts';
import { resolveModel } from '../settings/known-models.ts';
import { settingNames, settingValue } from '../settings/settings.ts';
import { type ChatCommands, tell } from './command.ts';
import type { ChatFlags, Session } from './session.ts';

/** Commands that change the provider, the model or the options of answers. */
export const answeringCommands: ChatCommands = {
  model: {
    takes: '[name]',
    about: 'show or change the model; provider:model works too',
    async run(session, name) {
      if (name) {
        const { provider, model } = await resolved(session, name);
        await session.change({ ...session.flags, provider, model: model ?? session.client.model });
      }
      return tell(session, `model: ${session.provider}:${session.model}`);
    },
  },
  provider: {
    takes: '[name]',
    about: 'show or change the provider',
    async run(session, name) {
      if (name) {
        // Model, URL and parameters apply to one provider only, so they are removed.
        const { model: _, baseUrl: __, option: ___, ...flags } = session.flags;
        await session.change({ ...flags, provider: name });
      }
      return tell(session, `model: ${session.provider}:${session.model}`);
    },
  },
  system: {
    takes: '[text]',
    about: 'show or set the system prompt; - removes it',
    run(session, text) {
      if (text) session.conversation.setSystem(text === '-' ? undefined : text);
      return tell(session, `system: ${session.conversation.system ?? '(none)'}`);
    },
  },
  temp: {
    takes: '[number]',
    about: 'show or set the temperature; - removes it',
    async run(session, value) {
      if (value) await change(session, 'temperature', value);
      return tell(session, `temperature: ${session.flags.temperature ?? "(the model's own)"}`);
    },
  },
  set: {
    takes: 'name value',
    about: "set maxTokens, topP, retries, timeout, render, reasoning or the provider's own; - takes it away",
    async run(session, text) {
      const [, name = '', value = ''] = /^(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
      if (!name || !value) return tell(session, 'usage: /set name value');
      await change(session, name, value);
      return tell(session, `${name}: ${value}`);
    },
  },
};

/**
 * Returns the provider of a model. A name that no table lists is sent to the provider of the chat. @throws
 * ConfigurationError
 */
async function resolved({ provider: current, flags, context }: Session, name: string): Promise<Choice> {
  const { provider, model } = splitModel(name);
  if (provider !== undefined) return { provider, model };
  const { sources } = context;
  if (flags.baseUrl !== undefined || findBaseURL(current, sources)) return { provider: current, model };
  return resolveModel(name, { hasKey: (each) => findKey(each, sources) !== undefined, preferred: current });
}

const apart: ReadonlySet<string> = new Set(['provider', 'model', 'system']);

/** A name that is not a setting becomes a parameter of the provider. */
async function change(session: Session, name: string, value: string): Promise<void> {
  const { flags } = session;
  const ours = settingNames.includes(name as keyof ChatFlags & (typeof settingNames)[number]) && !apart.has(name);
  const all: Record<string, unknown> = ours ? { ...flags } : { ...flags.option };
  if (value === '-') delete all[name];
  else all[name] = ours ? settingValue(name, value) : jsonOr(value);
  await session.change((ours ? all : { ...flags, option: all }) as ChatFlags);
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
