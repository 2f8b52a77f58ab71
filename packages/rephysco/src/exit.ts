import { type ErrorKind, ProviderError, RephyscoError } from '@rephysco/core';

const codes: Partial<Record<ErrorKind, number>> = {
  configuration: 2,
  unsupported: 2,
  authentication: 4,
  rate_limit: 5,
  quota_exceeded: 5,
  content_filter: 7,
};

/** The exit code of a failure: 2 usage, 4 key, 5 rate limit or quota, 6 provider or network, 7 filter, 1 unexpected. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof RephyscoError)) return 1;
  return codes[error.kind] ?? 6;
}

const fixes: Partial<Record<ErrorKind, string>> = {
  authentication: 'check the key; `-p sim` needs none',
  permission: 'check what the key may do',
  not_found: 'check the name of the model',
  quota_exceeded: 'check the plan and the billing of the account',
  rate_limit: 'wait and try again',
  overloaded: 'wait and try again',
  network: 'check the connection and --base-url',
};

/** A failure in at most five lines: what and why, what to do, the request's id, where to read on. */
export function explain(error: unknown, debug: boolean): string {
  const stack = debug && error instanceof Error ? `${error.stack}\n` : '';
  const message = error instanceof Error ? error.message : String(error);
  const lines = [`error: ${message.replaceAll(/\s*\n\s*/g, ' ')}`];
  if (error instanceof RephyscoError) {
    const fix = fixes[error.kind];
    if (fix) lines.push(`  fix: ${fix}`);
    if (error instanceof ProviderError && error.requestId) lines.push(`  request id: ${error.requestId}`);
    lines.push(`  docs: docs/errors.md#${error.kind}`);
  } else if (!debug) {
    lines.push('  This should not happen. --debug shows where it did.');
  }
  return `${stack}${lines.join('\n')}\n`;
}
