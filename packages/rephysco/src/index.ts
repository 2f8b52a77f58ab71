export { Aliyun, aliyun } from '@rephysco/aliyun';
export * from '@rephysco/core';
export { OpenAI, openai } from '@rephysco/openai';
export { SiliconFlow, siliconflow } from '@rephysco/siliconflow';
export { XAI, xai } from '@rephysco/xai';
