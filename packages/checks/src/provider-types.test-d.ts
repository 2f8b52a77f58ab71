import { LLMClient, ModelProvider } from '@rephysco/core';
import { OpenAI } from '@rephysco/openai';
import '@rephysco/aliyun';
import '@rephysco/gemini';
import '@rephysco/siliconflow';

// Never executed: the compiler checks this file together with the sources.
declare const anyName: string;

// The type of `provider` contains the names of imported providers.
new LLMClient({ provider: 'openai' });
new LLMClient({ provider: ModelProvider.GEMINI });
new LLMClient({ provider: 'silicon_flow' });
new LLMClient({ provider: anyName });
// @ts-expect-error: misspelt
new LLMClient({ provider: 'opanai' });
// @ts-expect-error: misspelt
new LLMClient({ model: 'opanai:gpt-5' });

// Model names are completed, and unknown names are accepted.
const openai = new LLMClient({ provider: 'openai', model: OpenAI.GPT_4O, region: 'eu' });
new LLMClient({ provider: 'openai', model: 'a-model-of-next-year' });
void openai.generate({ prompt: 'x', model: 'a-model-of-next-year' });

// Keys of `providerOptions` are type-checked.
void openai.generate({ prompt: 'x', providerOptions: { reasoning_effort: 'low', verbosity: 'low' } });
// @ts-expect-error: misspelt
void openai.generate({ prompt: 'x', providerOptions: { reasoning_efort: 'low' } });
// @ts-expect-error: an option of another provider
void openai.generate({ prompt: 'x', providerOptions: { enable_thinking: true } });
void new LLMClient({ provider: 'aliyun' }).generate({ prompt: 'x', providerOptions: { enable_thinking: true } });
void openai.generate({ prompt: 'x', providerOptions: { openai: { verbosity: 'low' }, gemini: { labels: {} } } });
// @ts-expect-error: misspelt inside the options of one provider
void openai.generate({ prompt: 'x', providerOptions: { openai: { verbostiy: 'low' } } });
// A client of any provider accepts any options.
void new LLMClient({ provider: anyName }).generate({ prompt: 'x', providerOptions: { anything: 1 } });
