/** Settings of one provider, `[providers.NAME]` in a configuration file. */
export interface ProviderSettings {
  readonly baseURL?: string;
  readonly region?: string;
  /** Defines the name as an additional provider with Chat Completions. Requires `baseURL` and `models`. */
  readonly type?: 'openai-compatible';
  /** Names of the models of an added provider. The first is the default. */
  readonly models?: readonly string[];
  /** Environment variable with the key of an added provider. Absent for a service without keys. */
  readonly keyVariable?: string;
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const checks: Readonly<Record<keyof ProviderSettings, readonly [(value: unknown) => boolean, string]>> = {
  baseURL: [(value) => typeof value === 'string', 'a text'],
  region: [(value) => typeof value === 'string', 'a text'],
  type: [(value) => value === 'openai-compatible', "'openai-compatible'"],
  models: [
    (value) => Array.isArray(value) && value.length > 0 && value.every(isText),
    'a list of model names, for example ["llama3.2"]',
  ],
  keyVariable: [(value) => /^[A-Z_][A-Z0-9_]*$/.test(String(value)), 'the name of a variable, for example MY_API_KEY'],
};

/**
 * Checks one setting of a provider.
 *
 * @throws Error that names the setting and its valid values
 */
export function checkProviderSetting(provider: string, name: string, value: unknown): void {
  const [accepts, wanted] = Object.hasOwn(checks, name) ? checks[name as keyof ProviderSettings] : [];
  if (!accepts) {
    const known = Object.keys(checks).join(', ');
    throw new Error(`Unknown setting 'providers.${provider}.${name}'. Settings of a provider are: ${known}.`);
  }
  if (!accepts(value)) throw new Error(`Setting 'providers.${provider}.${name}' must be ${wanted}.`);
}

/**
 * Checks the table `providers` of a configuration file.
 *
 * @throws Error that names the setting and its valid values
 */
export function toProviderSettings(value: unknown): Readonly<Record<string, ProviderSettings>> {
  if (!isTable(value)) throw new Error("Setting 'providers' must be a table of providers.");
  for (const [provider, settings] of Object.entries(value)) {
    if (!isTable(settings)) throw new Error(`Setting 'providers.${provider}' must be a table of settings.`);
    for (const [name, each] of Object.entries(settings)) checkProviderSetting(provider, name, each);
    const { type, baseURL, models } = settings as ProviderSettings;
    if (type !== undefined && (baseURL === undefined || models === undefined)) {
      throw new Error(`'providers.${provider}' has a 'type', so it needs a 'baseURL' and 'models' too.`);
    }
  }
  return value as Readonly<Record<string, ProviderSettings>>;
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
