import { ConfigurationError } from '@rephysco/core';
import type { ProviderSettings } from './provider-settings.ts';

/** All settings, by their names in configuration files. */
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
  /** Packages with additional providers, installed with `plugins add`. */
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

/** Source of settings, with its values. Earlier layers take precedence. */
export interface Layer {
  readonly origin: string;
  /** `true` if the layer comes from the working directory, which may be untrusted. */
  readonly project?: boolean;
  readonly values: Partial<Settings>;
  readonly providers?: Readonly<Record<string, ProviderSettings>>;
}

/** Returns the environment variable of a setting: `REPHYSCO_MAX_TOKENS` for `maxTokens`. */
export function variableOf(name: string): string {
  return `REPHYSCO_${name.replaceAll(/[A-Z]/g, '_$&').toUpperCase()}`;
}

/**
 * Converts a text or a JSON value to the value of a setting.
 *
 * @throws ConfigurationError that names the valid values
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

/** Returns the layer of the variables `REPHYSCO_…`. @throws Error for an invalid value */
export function environmentLayer(env: Readonly<Record<string, string | undefined>>): Layer {
  const entries = settingNames.flatMap((name) => {
    const text = env[variableOf(name)]?.trim();
    return text ? [[name, settingValue(name, text)] as const] : [];
  });
  return { origin: 'environment', values: Object.fromEntries(entries) as Partial<Settings> };
}

/** Merges the layers. */
export function mergeLayers(layers: readonly Layer[]): Partial<Settings> {
  return Object.assign({}, ...layers.toReversed().map(({ values }) => values)) as Partial<Settings>;
}
