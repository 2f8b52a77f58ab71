import { setPriority } from 'node:os';

/**
 * Raises the priority of this process and of those that it starts, if it may: otherwise, other programs of a busy machine
 * delay the processes whose timing is measured.
 */
export function raisePriority(): void {
  try {
    setPriority(-15);
  } catch {
    // Only root may.
  }
}
