import { type FileBatchDialect, fileBatchEndpoints } from '../batches/file-batches.ts';
import { hexOf } from '../engine/random.ts';
import { badRequest, type Refusal } from '../failure.ts';
import { objectOf, stringOf } from '../json.ts';
import type { Service } from '../service.ts';
import { checkBearer } from './bearer.ts';
import { chatService } from './chat-service.ts';
import { openAIDialect } from './openai-dialect.ts';
import { failOpenAI, openAIErrorFrame } from './openai-errors.ts';
import { openAIHeaders } from './openai-headers.ts';
import { openAIReasoning } from './reasoning.ts';
import { responsesEndpoints } from './responses.ts';

const batches: FileBatchDialect = { filePrefix: 'file-', outputPrefix: 'file-', queued: 'validating', lines: 50_000 };

/** Service OpenAI: Chat Completions, Responses, embeddings and the model list. */
export const openai: Service = chatService({
  name: 'openai',
  basePath: '/v1',
  dialect: () => openAIDialect,
  headers: openAIHeaders,
  authorize: checkBearer,
  rules: {
    roles: ['system', 'assistant', 'user', 'function', 'tool', 'developer'],
    strictThinkers: true,
    strictSchemas: true,
  },
  reasoning: openAIReasoning,
  showsReasoning: () => false,
  endpoints: {
    ...fileBatchEndpoints(batches, () => openai),
    ...responsesEndpoints({
      rules: { strictThinkers: true, strictSchemas: true, unknownModel },
      headers: openAIHeaders,
      reasoning: openAIReasoning,
      summary: (body) => stringOf(objectOf(body.reasoning).summary),
      id: ({ ordinal }) => `resp_${hexOf(`response ${ordinal}`, 50)}`,
      itemId: (id, prefix, index) => `${prefix}_${hexOf(`${id} ${prefix} ${index}`, 50)}`,
    }),
  },
  fail: failOpenAI,
  errorFrame: openAIErrorFrame,
});

/** Responses answers an unknown model with status 400 instead of the 404 of Chat Completions. */
function unknownModel(model: string): Refusal {
  return badRequest(`The requested model '${model}' does not exist.`, { param: 'model', code: 'model_not_found' });
}
