import { readFileSync, writeFileSync } from 'node:fs';

/** Measures the peak of the resident set from now on. */
export function watchMemory(): { peak(): number } {
  try {
    // Resets the peak of this process on Linux.
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Other systems report the peak since the start.
  }
  return { peak: () => Math.round(peakBytes() / 2 ** 20) };
}

function peakBytes(): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // Falls through to the portable measure.
  }
  return process.resourceUsage().maxRSS * 1024;
}

/**
 * Measures the longest time for which no timer could run. Counts the CPU time of the main thread in the gap, because
 * other processes of a busy machine also delay timers.
 */
export function watchStalls(): { longest(): number } {
  let longest = 0;
  let before = performance.now();
  let used = threadTime();
  const look = (): void => {
    const now = performance.now();
    const cpu = threadTime();
    longest = Math.max(longest, Math.min(now - before, cpu - used));
    before = now;
    used = cpu;
  };
  const timer = setInterval(look, 2);
  return {
    longest() {
      look();
      clearInterval(timer);
      return Math.round(longest);
    },
  };
}

/** Returns the CPU time of the main thread in milliseconds, or of the process before Node 24. */
function threadTime(): number {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1000;
}
