export { Aliyun, aliyun } from '@rephysco/aliyun';
export { Anthropic, anthropic } from '@rephysco/anthropic';
export * from '@rephysco/core';
export { Gemini, gemini } from '@rephysco/gemini';
export { OpenAI, openai } from '@rephysco/openai';
export { SiliconFlow, siliconflow } from '@rephysco/siliconflow';
export { XAI, xai } from '@rephysco/xai';
export { type LoadEnvOptions, loadEnv } from './load-env.ts';
