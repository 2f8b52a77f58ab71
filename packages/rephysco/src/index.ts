export * from '@rephysco/core';
export { OpenAI, openai } from '@rephysco/openai';
