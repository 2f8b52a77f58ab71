/**
 * Seconds of silence after which a stream that may be over is taken to be. The service itself closes within
 * milliseconds; a proxy before it may forget to.
 */
const lull = 5;

/** The bytes of a body, up to its end, or to a lull at a moment where it may be over; then the body is closed. */
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
    // Not awaited: a web stream's iterator does not return before the read that waits.
    if (open) source.return?.().catch(() => {});
  }
}

/** What a read gives; `undefined` when it gives nothing for the length of a lull. */
async function unlessSilent<Value>(read: Promise<Value>): Promise<Value | undefined> {
  const { promise: silence, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, lull * 1000);
  try {
    return (await Promise.race([read, silence])) ?? undefined;
  } finally {
    clearTimeout(timer);
  }
}
