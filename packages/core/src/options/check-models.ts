import { ConfigurationError } from '../contract/errors.ts';
import type { CustomModels, ModelInfo } from '../contract/model-info.ts';
import { formatValue } from '../util/format-value.ts';

/** Checks the option `models`. */
export function checkModels(models: unknown, name: string): void {
  toModelTable(models as CustomModels, `Option '${name}'`);
}

/**
 * Returns the facts of models by id, each with its `id`.
 *
 * @param where beginning of the error message
 * @throws ConfigurationError for facts that are incomplete
 */
export function toModelTable(models: CustomModels, where: string): Readonly<Record<string, ModelInfo>> {
  if (typeof models !== 'object' || models === null || Array.isArray(models)) {
    throw new ConfigurationError(`${where} takes an object of models by id, not ${formatValue(models)}.`);
  }
  const entries = Object.entries(models).map(([id, facts]) => {
    if (typeof facts !== 'object' || facts === null || !Array.isArray(facts.input)) {
      throw new ConfigurationError(
        `${where}: the facts of '${id}' must be an object with 'input', for example { input: ['text'] }, ` +
          `not ${formatValue(facts)}.`,
      );
    }
    return [id, { ...facts, id: facts.id ?? id }] as const;
  });
  return Object.fromEntries(entries);
}
