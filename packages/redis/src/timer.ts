/** Milliseconds between two checks of the clock. */
const step = 50;

/** Multiple of the time limit after which `act` is called even if the process is busy all the time. */
const mostPauses = 4;

/**
 * Calls `act` after a time limit. A period in which the process was blocked, for example by compilation or garbage
 * collection, counts as one step only, because the process could not read replies meanwhile.
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
    // `setImmediate` lets the process read a reply that has already arrived.
    if (isOver) setImmediate(act);
    else timer = setTimeout(tick, Math.min(step, milliseconds - spent));
  }
  return () => clearTimeout(timer);
}
