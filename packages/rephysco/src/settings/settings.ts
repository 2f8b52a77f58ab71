import { ConfigurationError } from '@rephysco/core';
import type { ProviderSettings } from './provider-settings.ts';

/** Every setting, by the name that it has in configuration files. */
export interface Settings {
  readonly provider: string;
  readonly model: string;
  readonly system: string;
  readonly temperature: number;
  readonly maxTokens: number;
  readonly topP: number;
  readonly cache: boolean;
  readonly retries: number;
  readonly timeout: number;
  readonly idleTimeout: number;
  readonly cacheTtl: number;
  readonly reasoning: 'show' | 'hide';
  readonly render: 'auto' | 'plain' | 'markdown';
  /** Packages that register further providers, installed by `plugins add`. */
  readonly plugins: readonly string[];
}

type Check = 'text' | 'texts' | 'number' | 'boolean' | readonly string[];

const checks: Readonly<Record<keyof Settings, Check>> = {
  provider: 'text',
  model: 'text',
  system: 'text',
  temperature: 'number',
  maxTokens: 'number',
  topP: 'number',
  cache: 'boolean',
  retries: 'number',
  timeout: 'number',
  idleTimeout: 'number',
  cacheTtl: 'number',
  reasoning: ['show', 'hide'],
  render: ['auto', 'plain', 'markdown'],
  plugins: 'texts',
};

/** The names of all settings. */
export const settingNames: readonly (keyof Settings)[] = Object.keys(checks) as (keyof Settings)[];

/** Where settings come from, and what it says; earlier layers win. */
export interface Layer {
  readonly origin: string;
  /** Comes with the working directory, so possibly from a stranger. */
  readonly project?: boolean;
  readonly values: Partial<Settings>;
  readonly providers?: Readonly<Record<string, ProviderSettings>>;
}

/** The variable of a setting: `maxTokens` is `REPHYSCO_MAX_TOKENS`. */
export function variableOf(name: string): string {
  return `REPHYSCO_${name.replaceAll(/[A-Z]/g, '_$&').toUpperCase()}`;
}

/**
 * A setting's value from a text or from JSON.
 *
 * @throws ConfigurationError that says what it must be
 */
export function settingValue(name: string, value: unknown): Settings[keyof Settings] {
  const check = checks[name as keyof Settings] as Check | undefined;
  if (check === undefined)
    throw new ConfigurationError(`Unknown setting '${name}'. Settings are: ${settingNames.join(', ')}.`);
  if (check === 'text' && typeof value === 'string' && value !== '') return value;
  if (check === 'texts') {
    const list: unknown = typeof value === 'string' ? value.split(',').map((each) => each.trim()) : value;
    if (Array.isArray(list) && list.every((each) => typeof each === 'string' && each !== '')) return list;
  }
  if (check === 'boolean') {
    const word = String(value).toLowerCase();
    if (['true', '1', 'yes', 'on'].includes(word)) return true;
    if (['false', '0', 'no', 'off'].includes(word)) return false;
  }
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (check === 'number' && Number.isFinite(number)) return number as number;
  if (typeof check === 'object' && check.includes(String(value))) return value as Settings['render'];
  const wanted =
    typeof check === 'object' ? `one of ${check.join(', ')}` : check === 'texts' ? 'a list of texts' : `a ${check}`;
  throw new ConfigurationError(`Setting '${name}' must be ${wanted}, not ${JSON.stringify(value)}.`);
}

/** The layer of the variables `REPHYSCO_…`. @throws Error for a value that cannot be */
export function environmentLayer(env: Readonly<Record<string, string | undefined>>): Layer {
  const entries = settingNames.flatMap((name) => {
    const text = env[variableOf(name)]?.trim();
    return text ? [[name, settingValue(name, text)] as const] : [];
  });
  return { origin: 'environment', values: Object.fromEntries(entries) as Partial<Settings> };
}

/** What the layers say together. */
export function mergeLayers(layers: readonly Layer[]): Partial<Settings> {
  return Object.assign({}, ...layers.toReversed().map(({ values }) => values)) as Partial<Settings>;
}
