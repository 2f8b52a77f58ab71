/**
 * Calls a function and returns its promise. An exception becomes a rejected promise. An `async` function would do the
 * same, but stays in memory until the promise settles.
 */
export function toPromise<Value>(run: () => Promise<Value>): Promise<Value> {
  try {
    return run();
  } catch (error) {
    return Promise.reject(error);
  }
}
