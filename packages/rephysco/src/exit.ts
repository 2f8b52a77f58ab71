import { type ErrorKind, ProviderError, RephyscoError } from '@rephysco/core';
import { safeLine } from './output/answer/answer-writer.ts';
import { safeText } from './output/safe-text.ts';
import { ConfigFileError } from './settings/config-file.ts';

const codes: Partial<Record<ErrorKind, number>> = {
  configuration: 2,
  unsupported: 2,
  authentication: 4,
  rate_limit: 5,
  quota_exceeded: 5,
  budget_exceeded: 5,
  content_filter: 7,
};

/**
 * Returns the exit code of a failure: 2 usage, 3 configuration file, 4 key, 5 rate limit or quota, 6 provider or
 * network, 7 filter, 1 unexpected.
 */
export function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigFileError) return 3;
  if (!(error instanceof RephyscoError)) return 1;
  return codes[error.kind] ?? 6;
}

const fixes: Partial<Record<ErrorKind, string>> = {
  authentication: 'set a key with `rephysco keys set <provider>`, or try `-p sim`, which needs none',
  permission: 'check the permissions of the key',
  not_found: 'check the name of the model; `rephysco models list` lists known models, and --live those of the provider',
  budget_exceeded: 'a lower --max-tokens makes the worst case cheaper',
  quota_exceeded: 'check the plan and the billing of the account',
  rate_limit: 'wait and try again',
  overloaded: 'wait and try again',
  network: 'check the connection and --base-url',
};

/** Returns a hint how to fix a failure, if one is known. */
export function fixFor(error: unknown): string | undefined {
  if (error instanceof ProviderError && error.kind === 'invalid_request') return flagFor(error.message);
  return error instanceof RephyscoError ? fixes[error.kind] : undefined;
}

/** Returns the flag of a parameter that a model rejects. */
function flagFor(message: string): string | undefined {
  const flags: readonly (readonly [RegExp, string])[] = [
    [/temperature/i, '-t'],
    [/max_?(?:completion_|output_)?_?tokens/i, '--max-tokens'],
    [/top_?p\b/i, '--top-p'],
    [/\bstop\b/i, '--stop'],
    [/\bseed\b/i, '--seed'],
  ];
  const flag = flags.find(([word]) => word.test(message))?.[1];
  return flag && `omit ${flag}; it is sent only if a flag or a setting sets it`;
}

/** Returns at most five lines about a failure: what failed, the fix, the request id, and documentation. */
export function explain(error: unknown, debug: boolean): string {
  const stack = debug && error instanceof Error ? `${safeText(stackOf(error))}\n` : '';
  const message = error instanceof Error ? error.message : String(error);
  const lines = [`error: ${safeLine(message)}`];
  const fix = fixFor(error);
  if (fix) lines.push(`  fix: ${fix}`);
  if (error instanceof ProviderError && error.requestId) lines.push(`  request id: ${safeLine(error.requestId)}`);
  if (error instanceof RephyscoError) lines.push(`  docs: docs/errors.md#${error.kind}`);
  else if (!debug) lines.push('  This is a bug in rephysco. Run it again with --debug to see the stack trace.');
  return `${stack}${lines.join('\n')}\n`;
}

/** Maximum depth of printed causes. It also ends cycles. */
const deepest = 8;

function stackOf(error: Error, depth = 0): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error && depth < deepest
    ? `${own}\n  caused by: ${stackOf(error.cause, depth + 1)}`
    : own;
}
