import type { Service } from '../service.ts';
import { checkBearer } from './bearer.ts';
import { chatService } from './chat-service.ts';
import { openAIDialect } from './openai-dialect.ts';
import { failOpenAI, openAIErrorFrame } from './openai-errors.ts';
import { openAIHeaders } from './openai-headers.ts';
import { openAIReasoning } from './reasoning.ts';

/** OpenAI: Chat Completions, embeddings and the model list. */
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
  fail: failOpenAI,
  errorFrame: openAIErrorFrame,
});
