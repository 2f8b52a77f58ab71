import type { MapProgress } from '@rephysco/core';
import type { BatchProgress } from '@rephysco/core/middleware';
import type { Output } from '../terminal/output.ts';

/** Line at the bottom of the terminal with the progress of a run. */
export interface ProgressBar {
  /** Shows the progress: on a terminal as a bar four times per second, otherwise as a line every ten seconds. */
  watch(progress: () => RunProgress): void;
  /** Hides the bar while `write` runs, so that its output stays above the bar. */
  around(write: () => void): void;
  /** Removes the bar. */
  stop(): void;
}

/** Progress of a run. */
export type RunProgress = MapProgress & Partial<Pick<BatchProgress, 'refused'>>;

const interval = 250;
const plainInterval = 10_000;
const clearLine = '\r\u001b[K';

/** Creates a bar on an output. `unit` names the counted things. */
export function createProgressBar(output: Output, unit: 'lines' | 'items' = 'lines'): ProgressBar {
  let timer: ReturnType<typeof setInterval> | undefined;
  let current: (() => RunProgress) | undefined;
  const show = (): void => {
    if (current && output.isTTY) output.write(`${clearLine}${progressLine(current(), output.columns ?? 80, unit)}`);
  };
  const hide = (): void => {
    if (current && output.isTTY) output.write(clearLine);
  };
  return {
    watch(progress) {
      if (!output.isTTY) {
        timer = setInterval(() => output.write(`${progressText(progress(), unit)}\n`), plainInterval);
        timer.unref();
        return;
      }
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

/** Returns the text of the bar, truncated to the width of the terminal. */
export function progressLine(progress: RunProgress, columns: number, unit: 'lines' | 'items' = 'lines'): string {
  const { done, failed, total } = progress;
  const text = progressText(progress, unit);
  const width = columns - text.length - 4;
  if (total === undefined || total === 0 || width < 10) return text.slice(0, columns - 1);
  const size = Math.min(30, width);
  const full = Math.min(size, Math.round((size * (done + failed)) / total));
  return `[${'#'.repeat(full)}${'-'.repeat(size - full)}] ${text}`;
}

function progressText({ done, failed, total, rate, eta, cost, refused = 0 }: RunProgress, unit: string): string {
  const finished = done + failed;
  const parts = [
    total === undefined ? `${finished} ${unit}` : `${finished} of ${total} ${unit}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
    `${rate.toFixed(1)}/s`,
    ...(cost ? [`${cost.amount.toFixed(4)} ${cost.currency}`] : []),
    ...(eta === undefined ? [] : [`${Math.ceil(eta)} s left`]),
  ];
  return parts.join(', ');
}
