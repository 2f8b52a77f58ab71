import type { MapProgress } from '@rephysco/core';
import type { Output } from '../terminal/output.ts';

/** A line at the bottom of the terminal that shows how far a run is. */
export interface ProgressBar {
  /** Starts to show the progress, four times a second. Does nothing if the output is not a terminal. */
  watch(progress: () => MapProgress): void;
  /** Hides the bar while `write` runs, so that its output stays above the bar. */
  around(write: () => void): void;
  /** Removes the bar. */
  stop(): void;
}

const interval = 250;
const clearLine = '\r\u001b[K';

/** Creates a bar on an output. */
export function createProgressBar(output: Output): ProgressBar {
  let timer: ReturnType<typeof setInterval> | undefined;
  let current: (() => MapProgress) | undefined;
  const show = (): void => {
    if (current && output.isTTY) output.write(`${clearLine}${progressLine(current(), output.columns ?? 80)}`);
  };
  const hide = (): void => {
    if (current && output.isTTY) output.write(clearLine);
  };
  return {
    watch(progress) {
      if (!output.isTTY) return;
      current = progress;
      timer = setInterval(show, interval);
      timer.unref();
      show();
    },
    around(write) {
      hide();
      write();
      show();
    },
    stop() {
      hide();
      clearInterval(timer);
      current = undefined;
    },
  };
}

/** Returns the text of the bar, no wider than the terminal. */
export function progressLine({ done, failed, total, rate, eta, cost }: MapProgress, columns: number): string {
  const finished = done + failed;
  const parts = [
    total === undefined ? `${finished} lines` : `${finished} of ${total} lines`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    `${rate.toFixed(1)}/s`,
    ...(cost ? [`${cost.amount.toFixed(4)} ${cost.currency}`] : []),
    ...(eta === undefined ? [] : [`${Math.ceil(eta)} s left`]),
  ];
  const text = parts.join(', ');
  const width = columns - text.length - 4;
  if (total === undefined || total === 0 || width < 10) return text.slice(0, columns - 1);
  const size = Math.min(30, width);
  const full = Math.round((size * finished) / total);
  return `[${'#'.repeat(full)}${'-'.repeat(size - full)}] ${text}`;
}
