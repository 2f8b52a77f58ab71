// Worker of the fleet tests: sends calls to a counting service until a signal stops it.
import { LLMClient, type Provider } from '@rephysco/core';
import { fakeProvider } from '@rephysco/core/testing';
import { startWorker } from '../worker.ts';

const [url = '', service = '', concurrency = '8'] = process.argv.slice(2);

const fake = fakeProvider({
  answer: async ({ messages }) => {
    const prompt = String(messages.at(-1)?.content);
    const response = await fetch(service, { method: 'POST', body: prompt });
    return response.text();
  },
});
const provider: Provider = { ...fake, identity: 'https://queue.example.com' };
const worker = await startWorker({
  redis: url,
  name: 'fleet',
  concurrency: Number(concurrency),
  lock: 4,
  client: () => new LLMClient({ provider }),
});
process.once('SIGTERM', () => void worker.close().then(() => process.exit(0)));
process.send?.('ready');
