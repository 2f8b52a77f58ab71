// Producer of the fleet tests: runs a batch over the queue, or resumes it after a crash.
import { LLMClient } from '@rephysco/core';
import { fakeProvider } from '@rephysco/core/testing';
import { queue } from '../queue.ts';

const [url = '', output = '', count = '0'] = process.argv.slice(2);
const items = Array.from({ length: Number(count) }, (_, index) => ({
  id: `item-${index}`,
  prompt: `question ${index}`,
}));
const client = new LLMClient({ provider: fakeProvider() });
const run = client.batch(items, {
  output,
  via: queue({ redis: url, name: 'fleet' }),
  onProgress: ({ done }) => process.send?.(done),
});
const { done, failed } = await run.summary;
console.log(`${done} done, ${failed} failed`);
process.exit(0);
