/** Replaces Node's `performance` in the bundle: milliseconds of a monotonic clock. */
export const performance = {
  now(): number {
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1e3 + nanoseconds / 1e6;
  },
};
