import { models } from '../models.ts';
import { jsonReply, type Reply } from '../reply.ts';
import type { Call } from '../service.ts';
import { checkModel } from './model-name.ts';

/** Answers `GET models` and `GET models/{id}`. The list contains a few names, but any other name works too. */
export function answerModels(call: Call, owner: string, headers: Readonly<Record<string, string>>): Reply {
  const toModel = (id: string): unknown => ({
    id,
    object: 'model',
    created: 1_767_225_600,
    owned_by: `simulated ${owner}`,
  });
  const id = decodeURIComponent(call.path.slice('models/'.length));
  if (id === '')
    return jsonReply({ object: 'list', data: Object.values(models).map((model) => toModel(model.id)) }, { headers });
  checkModel(id);
  return jsonReply(toModel(id), { headers });
}
