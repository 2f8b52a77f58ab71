// A tool: the model asks for it, you run it, the model answers with what it gave.
import { LLMClient, type Message } from '@rephysco/core';
import '@rephysco/openai';

const weather = {
  name: 'get_weather',
  description: 'Weather of a city at this moment',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

await using client = new LLMClient({ provider: 'openai', tools: [weather] });
const question: Message = { role: 'user', content: 'Do I need an umbrella in Bergen? Use the tool.' };
const asked = await client.generate({ messages: [question], toolChoice: 'required' });

const results = asked.toolCalls.map(({ id, name }) => ({
  type: 'tool-result' as const,
  id,
  name,
  output: { rain: true, celsius: 9 },
}));
const messages: Message[] = [
  question,
  { role: 'assistant', content: asked.content },
  { role: 'tool', content: results },
];
console.log((await client.generate({ messages })).text);
