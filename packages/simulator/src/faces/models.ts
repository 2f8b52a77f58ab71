import { jsonReply, type Reply } from '../reply.ts';
import type { Call } from '../service.ts';
import { checkModel } from './model-name.ts';

/** Models that the list names. Any other name works as well; there is no catalogue here to go stale. */
export const listedModels = ['sim', 'sim-reasoning', 'sim-vision', 'sim-embedding'] as const;

/** Answers `GET models` and `GET models/{id}`. */
export function answerModels(call: Call, owner: string, headers: Readonly<Record<string, string>>): Reply {
  const toModel = (id: string): unknown => ({
    id,
    object: 'model',
    created: 1_767_225_600,
    owned_by: `simulated ${owner}`,
  });
  const id = decodeURIComponent(call.path.slice('models/'.length));
  if (id === '') return jsonReply({ object: 'list', data: listedModels.map(toModel) }, { headers });
  checkModel(id);
  return jsonReply(toModel(id), { headers });
}
