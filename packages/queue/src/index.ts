/**
 * Batches over many hosts: a queue on Redis, with BullMQ, whose workers make the calls.
 *
 * @module
 */
export type { RedisTarget } from './connection.ts';
export type { QueuedCall } from './job.ts';
export { type QueueOptions, queue } from './queue.ts';
export { type CallWorker, startWorker, type WorkerOptions } from './worker.ts';
