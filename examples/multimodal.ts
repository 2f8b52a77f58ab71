// Images: an https URL, a data URL, base64, bytes or a file, in one list.
import { LLMClient } from '@rephysco/core';
import { OpenAI } from '@rephysco/openai';

const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

await using client = new LLMClient({ provider: 'openai', model: OpenAI.GPT_5_4_MINI });

const answer = await client.chat({
  message: 'What do these images have in common?',
  images: ['https://example.com/larch.jpg', pixel, Buffer.from(pixel, 'base64')],
});
console.log(answer.text);
