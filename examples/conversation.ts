// A conversation: each request contains the earlier messages and answers.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Conversation, LLMClient } from '@rephysco/core';
import '@rephysco/openai';
import '@rephysco/xai';

await using client = new LLMClient({ provider: 'openai', system: 'You are a patient teacher.' });

await client.chat('What is a prime number?');
const answer = await client.chat({ message: 'Is 91 one?', temperature: 0 });

console.log(answer.text);
console.log(`${client.conversation.messages.length} messages so far`);

// A fork of the conversation, in which another provider answers.
const other = client.conversation.fork();
other.undo();
console.log((await other.send({ message: 'Is 97 one?', provider: 'xai' })).text);

// A conversation in a file, which stores every finished turn.
const folder = await mkdtemp(join(tmpdir(), 'example-'));
const path = join(folder, 'primes.jsonl');
{
  using kept = await Conversation.open(path, { client, system: 'Be brief.' });
  await kept.send('Is 101 a prime number?');
}
{
  using kept = await Conversation.open(path, { client, trim: 'oldest' });
  await kept.send('And 103?');
  console.log(`${kept.turns.length} turns in the file`);
}
await rm(folder, { recursive: true });
