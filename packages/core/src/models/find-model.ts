import type { ModelInfo } from '../contract/model-info.ts';

type Table = Readonly<Record<string, ModelInfo>>;

const everything: ModelInfo['input'] = ['text', 'image', 'audio', 'video', 'file'];

/** By lower-cased id, alias and variant. Tables are constants, so that each is read once. */
const indexes = new WeakMap<Table, ReadonlyMap<string, ModelInfo>>();

/**
 * Looks a model up by id, alias or variant, without regard to case. An alias gives its entry's `id`, a variant keeps
 * the name that was asked for. An unknown name gives an entry of that name marked `unknown`, which takes all media.
 */
export function findModel(models: Table, name: string): ModelInfo {
  let index = indexes.get(models);
  if (!index) {
    index = indexOf(models);
    indexes.set(models, index);
  }
  return index.get(name.toLowerCase()) ?? { id: name, input: everything, unknown: true };
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
