import { ConfigurationError } from '../contract/errors.ts';
import { shared } from '../util/process-state.ts';
import { checkOptions } from './check-options.ts';
import type { Settings } from './settings.ts';

const defaults: Settings = Object.freeze({
  enableCache: false,
  cacheDir: undefined,
  cacheTtl: 3600,
  enableRetries: true,
  maxRetries: 3,
  baseDelay: 1,
  maxDelay: 60,
  backoffFactor: 2,
  retryBudget: true,
  limits: undefined,
  timeout: undefined,
  budget: undefined,
  coordinator: undefined,
  downloadMedia: true,
});

/** Copies of core share the changes only, so that each copy applies its own defaults to settings it alone knows. */
interface SharedChanges {
  changes: Partial<Settings>;
}

let cell: SharedChanges | undefined;
function sharedChanges(): SharedChanges {
  cell ??= shared('config@2', () => ({ changes: {} }));
  return cell;
}

let applied: { readonly changes: Partial<Settings>; readonly settings: Settings } | undefined;

/**
 * Reads and changes the process-wide defaults. Clients that exist already use changed settings from their next call.
 */
export const Config: {
  readonly current: Settings;
  update(changes: Partial<Settings>): void;
  reset(): void;
} = {
  /** Returns the current settings. */
  get current() {
    const { changes } = sharedChanges();
    if (applied?.changes !== changes) applied = { changes, settings: Object.freeze({ ...defaults, ...changes }) };
    return applied.settings;
  },
  /**
   * Changes settings: all of the given ones, or none.
   *
   * @throws ConfigurationError for an unknown name or an invalid value
   * @example
   * Config.update({ maxRetries: 5, cacheTtl: 60 });
   */
  update(changes) {
    checkSettings(changes);
    const shared = sharedChanges();
    shared.changes = Object.freeze({ ...shared.changes, ...changes });
  },
  /** Restores the defaults. */
  reset() {
    sharedChanges().changes = {};
  },
};

function checkSettings(changes: Partial<Settings>): void {
  checkOptions(changes, 'Config', 'Config.update');
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined && defaults[name as keyof Settings] !== undefined) {
      throw new ConfigurationError(`Setting '${name}' must not be undefined. Leave it out, or call Config.reset().`);
    }
  }
}
