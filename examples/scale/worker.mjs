// Worker that makes the calls of batches, on any host with access to Redis. SIGTERM stops it after the running calls.
import { startWorker } from '@rephysco/queue';
import '@rephysco/openai';

const redis = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';
const worker = await startWorker({ redis, name: 'tickets', concurrency: 64 });
process.once('SIGTERM', () => void worker.close());
