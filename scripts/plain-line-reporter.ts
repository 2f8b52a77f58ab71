import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends a run with one line for people and scripts: `N passed, N failed, N skipped`.
 * Before it, each test that passed only at its second attempt has a line of its own.
 */
export default class PlainLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandled.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      // A file that does not load, or a failing hook, adds errors to its suite but no failed test.
      for (const suite of [module, ...module.children.allSuites()]) counts.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        counts[test.result().state] += 1;
        if (test.diagnostic()?.flaky) process.stdout.write(`passed at the second attempt: ${test.fullName}\n`);
      }
    }
    const { passed, failed, skipped, pending } = counts;
    process.stdout.write(`${passed} passed, ${failed} failed, ${skipped + pending} skipped\n`);
  }
}
