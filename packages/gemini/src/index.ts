import { registerProvider } from '@rephysco/core';
import { gemini } from './gemini.ts';

registerProvider(gemini);

export { Gemini } from './models.ts';
export type { GeminiOptions } from './types.ts';
export { gemini };
