// A tool: the model calls it, the client runs it, and the model answers with its result.
import { LLMClient, type Tool } from '@rephysco/core';
import '@rephysco/openai';

const weather: Tool = {
  name: 'get_weather',
  description: 'Weather of a city at this moment',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  execute: async ({ city }: { city: string }) => ({ city, rain: true, celsius: 9 }),
};

await using client = new LLMClient({ provider: 'openai', tools: [weather] });

// Approves or rejects each call before the tool runs.
const approve = ({ name, arguments: args }: { name: string; arguments: unknown }): boolean => {
  console.log(`The model wants ${name}(${JSON.stringify(args)})`);
  return true;
};
const answer = await client.generate({ prompt: 'Do I need an umbrella in Bergen? Use get_weather.', approve });
console.log(answer.text);
console.log(`${answer.steps?.length ?? 0} turns on the way, ${answer.usage.totalTokens} tokens in all`);

// Streams the text. Tools run between its parts.
for await (const piece of await client.chat({ message: 'And in Oslo? Use get_weather.', stream: true })) {
  process.stdout.write(piece);
}
console.log();
