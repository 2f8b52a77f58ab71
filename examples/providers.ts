// Sends the same question to every provider whose API key is set.
import { LLMClient, listProviders } from '@rephysco/core';
import '@rephysco/aliyun';
import '@rephysco/anthropic';
import '@rephysco/gemini';
import '@rephysco/openai';
import '@rephysco/siliconflow';
import '@rephysco/xai';

for (const { name, envKeys = [] } of listProviders()) {
  if (!envKeys.some((key) => process.env[key])) {
    console.log(`${name}: set ${envKeys[0]} to ask it`);
    continue;
  }
  await using client = new LLMClient({ provider: name });
  const { model, text } = await client.generate('What is the capital of Iceland? One word.');
  console.log(`${name} (${model}): ${text}`);
}
