import { setPriority } from 'node:os';

/**
 * Raises the priority of this process and its child processes, if permitted, so that other programs do not delay
 * the processes whose timing is measured.
 */
export function raisePriority(): void {
  try {
    setPriority(-15);
  } catch {
    // Only root may raise the priority.
  }
}
