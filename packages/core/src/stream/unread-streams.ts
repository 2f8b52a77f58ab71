import { ConfigurationError, providerError } from '../contract/errors.ts';
import type { GenerateRequest } from '../contract/request.ts';
import { milliseconds } from '../util/abort.ts';
import { clock } from '../util/clock.ts';
import type { StreamReader } from './stream-reader.ts';

/** Unread streams of a client. Each one holds a connection. */
export type UnreadStreams = Set<StreamReader>;

/**
 * Limits how long a stream stays unread. After the `idle` limit, the stream ends with a `TimeoutError` and its
 * connection is closed.
 */
export function watchUnread(
  reading: StreamReader,
  { provider, model, timeout: { idle = 60 } = {} }: GenerateRequest,
  streams: UnreadStreams,
): void {
  const message = `The stream of ${provider}:${model} was not read within ${idle} s (option timeout.idle).`;
  const timer = clock
    .setTimeout(
      () => void reading.abandon(providerError('timeout', message, { provider, phase: 'idle', retryable: false })),
      milliseconds(idle),
    )
    .unref();
  streams.add(reading);
  reading.onRead(() => {
    clock.clearTimeout(timer);
    streams.delete(reading);
  });
}

/** Ends all unread streams, for `close()`. */
export async function closeUnread(streams: UnreadStreams): Promise<void> {
  const reason = new ConfigurationError('The client was closed before this stream was read.');
  await Promise.all([...streams].map((reading) => reading.abandon(reason)));
}
