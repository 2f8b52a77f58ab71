import type { ModelInfo } from '../contract/model-info.ts';
import type { Provider } from '../contract/provider.ts';
import type { GenerateRequest } from '../contract/request.ts';

type Table = Readonly<Record<string, ModelInfo>>;

const everything: ModelInfo['input'] = ['text', 'image', 'audio', 'video', 'file'];

/** Models by lower-case id, alias and variant. Tables are constants, so each one is indexed only once. */
const indexes = new WeakMap<Table, ReadonlyMap<string, ModelInfo>>();

/**
 * Returns the entry of a model by id, alias or variant, ignoring case. For an alias, the entry has the real `id`; for a
 * variant, the `id` is the variant's name. An unknown name returns an entry marked `unknown` that accepts all media.
 */
export function findModel(models: Table, name: string): ModelInfo {
  let index = indexes.get(models);
  if (!index) {
    index = indexOf(models);
    indexes.set(models, index);
  }
  return index.get(name.toLowerCase()) ?? { id: name, input: everything, unknown: true };
}

/**
 * Returns the facts about the model of a request. Looks them up only if the request has none, or if a layer replaced
 * its `model`.
 */
export function modelOf(
  provider: Pick<Provider, 'model'>,
  { model, modelInfo }: Pick<GenerateRequest, 'model' | 'modelInfo'>,
): ModelInfo {
  return modelInfo?.id === model ? modelInfo : provider.model(model);
}

/** Returns the facts about the model from the request, or from a table. For protocols. */
export function requestModel(
  { model, modelInfo }: Pick<GenerateRequest, 'model' | 'modelInfo'>,
  models: Table,
): ModelInfo {
  return modelInfo?.id === model ? modelInfo : findModel(models, model);
}

function indexOf(models: Table): ReadonlyMap<string, ModelInfo> {
  const index = new Map<string, ModelInfo>();
  const add = (name: string, model: ModelInfo): void => {
    const key = name.toLowerCase();
    if (!index.has(key)) index.set(key, model);
  };
  const all = Object.values(models);
  for (const model of all) add(model.id, model);
  for (const model of all) for (const alias of model.aliases ?? []) add(alias, model);
  for (const model of all) for (const variant of model.variants ?? []) add(variant, { ...model, id: variant });
  return index;
}
