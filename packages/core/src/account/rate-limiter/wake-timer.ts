import { clock, type Timer } from '../../util/clock.ts';

/**
 * Returns a function that schedules `wake` for a time of `clock.monotonic()`. Each call replaces the scheduled time.
 */
export function createWakeTimer(wake: () => void): (at: number, now: number) => void {
  let timer: Timer | undefined;
  let wakeAt = Infinity;
  const onTimer = (): void => {
    timer = undefined;
    wake();
  };
  return (at, now) => {
    if (at === wakeAt && timer) return;
    clock.clearTimeout(timer);
    wakeAt = at;
    const delay = Math.min(Math.ceil(at - now), 2 ** 31 - 1);
    timer = at === Infinity ? undefined : clock.setTimeout(onTimer, delay);
  };
}
