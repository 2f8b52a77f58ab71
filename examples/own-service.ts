// Any service that speaks Chat Completions, in five lines: here Ollama's and vLLM's usual addresses.
import { LLMClient, registerProvider } from '@rephysco/core';
import { openaiCompatible } from '@rephysco/openai-compatible';

registerProvider(
  openaiCompatible({
    name: 'ollama',
    baseURL: 'http://localhost:11434/v1',
    env: { baseURL: ['OLLAMA_BASE_URL'] },
    models: {},
    defaultModel: 'llama3.2',
  }),
);
registerProvider(
  openaiCompatible({
    name: 'vllm',
    baseURL: 'http://localhost:8000/v1',
    env: { baseURL: ['VLLM_BASE_URL'], apiKey: ['VLLM_API_KEY'] },
    models: {},
    defaultModel: 'Qwen/Qwen3-8B',
    // Where a service differs, the difference is data.
    quirks: { structuredOutput: 'json_object', streamUsage: true },
  }),
);

// The compiler accepts the names that are declared here, and reports a misspelt one.
declare module '@rephysco/core' {
  interface ProviderTypes {
    ollama: { models: 'llama3.2' };
    vllm: { models: 'Qwen/Qwen3-8B' };
  }
}

// A dialect without `env.apiKey` needs no key; one may still be given.
await using client = new LLMClient({ provider: 'ollama', apiKey: process.env.OLLAMA_API_KEY });
console.log((await client.generate('Why do llamas hum?')).text);
