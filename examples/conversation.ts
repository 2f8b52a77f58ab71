// A conversation: each message is asked after those before it.
import { LLMClient } from '@rephysco/core';
import '@rephysco/openai';

await using client = new LLMClient({ provider: 'openai', system: 'You are a patient teacher.' });

await client.chat('What is a prime number?');
const answer = await client.chat({ message: 'Is 91 one?', temperature: 0 });

console.log(answer.text);
console.log(`${client.conversation.messages.length} messages so far`);
