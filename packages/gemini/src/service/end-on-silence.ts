/**
 * Seconds of silence after which a stream that may be over counts as ended. The service itself closes the stream within
 * milliseconds, but a proxy may keep it open.
 */
const lull = 5;

/** Yields the bytes of a body until its end, or until silence at a moment when it may be over. Then closes the body. */
export async function* untilLull(
  body: AsyncIterable<Uint8Array>,
  mayBeOver: () => boolean,
): AsyncGenerator<Uint8Array, void, undefined> {
  const source = body[Symbol.asyncIterator]();
  let open = true;
  try {
    for (;;) {
      const next = source.next();
      const result = mayBeOver() ? await unlessSilent(next) : await next;
      if (!result) return;
      open = !result.done;
      if (result.done) return;
      yield result.value;
    }
  } catch (error) {
    open = false;
    throw error;
  } finally {
    // Not awaited: the iterator of a web stream does not return before its pending read ends.
    if (open) source.return?.().catch(() => {});
  }
}

/** Returns the result of a read, or `undefined` if the read takes longer than `lull`. */
async function unlessSilent<Value>(read: Promise<Value>): Promise<Value | undefined> {
  const { promise: silence, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, lull * 1000);
  try {
    return (await Promise.race([read, silence])) ?? undefined;
  } finally {
    clearTimeout(timer);
  }
}
