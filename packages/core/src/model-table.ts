import type { ModelInfo } from './provider.ts';

const unknownModel: ModelInfo = { id: '', input: ['text', 'image', 'audio', 'video', 'file'], unknown: true };

/**
 * Looks a model up by id, alias or variant, without regard to case. An alias gives its entry's `id`, a variant keeps
 * the name that was asked for. An unknown name gives an entry of that name marked `unknown`, which takes all media.
 */
export function findModel(models: Readonly<Record<string, ModelInfo>>, name: string): ModelInfo {
  const exact = models[name];
  if (exact && Object.hasOwn(models, name)) return exact;
  const wanted = name.toLowerCase();
  const same = (other: string): boolean => other.toLowerCase() === wanted;
  for (const model of Object.values(models)) {
    if (same(model.id) || model.aliases?.some(same)) return model;
    const variant = model.variants?.find(same);
    if (variant !== undefined) return { ...model, id: variant };
  }
  return { ...unknownModel, id: name };
}
