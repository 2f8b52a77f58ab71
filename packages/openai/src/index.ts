import { registerProvider } from '@rephysco/core';
import { openai } from './openai.ts';

registerProvider(openai);

export { OpenAI } from './models.ts';
export type { OpenAIOptions } from './types.ts';
export { openai };
