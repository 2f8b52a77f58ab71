// Makes the calls of batches, on any host that reaches the Redis, until SIGTERM. Finishes those that run.
import { startWorker } from '@rephysco/queue';
import '@rephysco/openai';

const redis = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';
const worker = await startWorker({ redis, name: 'tickets', concurrency: 64 });
process.once('SIGTERM', () => worker.close());
