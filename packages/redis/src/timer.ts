/** Milliseconds between two looks at the clock. */
const step = 50;

/** Calls `act` at the latest after this multiple of the time limit, also in a process that is busy all the time. */
const mostPauses = 4;

/**
 * Calls `act` after a time. Pauses of this process count as one step: a process that compiles code or collects garbage
 * reads no replies meanwhile, and opening a connection takes several replies.
 *
 * @returns a function that stops the timer
 */
export function startTimer(milliseconds: number, act: () => void): () => void {
  const started = performance.now();
  let last = started;
  let spent = 0;
  let timer = setTimeout(tick, Math.min(step, milliseconds));
  function tick(): void {
    const now = performance.now();
    const elapsed = now - last;
    last = now;
    spent += elapsed > 2 * step ? step : elapsed;
    const isOver = spent >= milliseconds - 1 || now - started >= mostPauses * milliseconds;
    // A reply that waits to be read is read before `act` runs.
    if (isOver) setImmediate(act);
    else timer = setTimeout(tick, Math.min(step, milliseconds - spent));
  }
  return () => clearTimeout(timer);
}
