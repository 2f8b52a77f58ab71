// Providers for any service with the Chat Completions protocol: here Ollama and vLLM at their default addresses.
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
    // Differences of the service from the protocol.
    quirks: { structuredOutput: 'json_object', streamUsage: true },
  }),
);

// Declares the names of the providers and models for the compiler, which then reports misspelt ones.
declare module '@rephysco/core' {
  interface ProviderTypes {
    ollama: { models: 'llama3.2' };
    vllm: { models: 'Qwen/Qwen3-8B' };
  }
}

// A dialect without `env.apiKey` needs no API key. The option `apiKey` is optional.
await using client = new LLMClient({ provider: 'ollama', apiKey: process.env.OLLAMA_API_KEY });
console.log((await client.generate('Why do llamas hum?')).text);
