import { ConfigurationError } from '../contract/errors.ts';
import { toJSONSchema } from '../contract/schema.ts';
import { isProviderTool } from '../contract/tool.ts';
import type { CallOptions } from '../options/options.ts';
import { formatValue } from '../util/format-value.ts';
import { toJSON } from './stored-outcome.ts';

/** Options that determine the outcomes of a batch, each as JSON. */
export type Settled = Readonly<Record<string, string>>;

/** Options that cannot change an answer. A batch may be resumed with other values. */
const free: ReadonlySet<string> = new Set([
  'timeout',
  'cache',
  'signal',
  'notify',
  'approve',
  'toolConcurrency',
  'enableRetries',
  'maxRetries',
  'baseDelay',
  'maxDelay',
  'backoffFactor',
  'maxAnswerBytes',
  'includeRaw',
  'onUnsupported',
  'promptCache',
]);

/** Returns the options that determine the outcomes. */
export function settle(provider: string, model: string, options: CallOptions): Settled {
  const { schema, tools, fallback, ...rest } = options;
  const given: Record<string, unknown> = {
    provider,
    model,
    ...rest,
    schema: schema && toJSONSchema(schema, 'the answer'),
    tools: tools?.map((tool) =>
      isProviderTool(tool)
        ? tool
        : { ...tool, execute: undefined, parameters: tool.parameters && toJSONSchema(tool.parameters, tool.name) },
    ),
    fallback: fallback?.map((target) => (typeof target === 'string' ? target : toJSON(target))),
  };
  const entries = Object.entries(given).filter(([name, value]) => value !== undefined && !free.has(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, toJSON(value)] as const).sort());
}

/** Returns the first line of a journal. */
export function headingOf(settled: Settled): string {
  return `${JSON.stringify({ rephysco: 'batch', version: 1, options: settled })}\n`;
}

/**
 * Checks the first line of a journal, and returns its options.
 *
 * @throws ConfigurationError for another file, another version and other options
 */
export function checkHeading(line: string, path: string, settled: Settled | undefined): Settled {
  const { version, options } = parsed(line);
  if (options === undefined) {
    throw new ConfigurationError(`${path} is not a journal of a batch. Choose another path for the journal.`);
  }
  if (version !== 1) {
    throw new ConfigurationError(
      `The journal ${path} has version ${formatValue(version)}. This release reads version 1.`,
    );
  }
  if (!settled) return options;
  const names = [...new Set([...Object.keys(options), ...Object.keys(settled)])].sort();
  const changes = names
    .filter((name) => options[name] !== settled[name])
    .map((name) => `${name} was ${shown(options[name])} and is now ${shown(settled[name])}`);
  if (changes.length === 0) return options;
  throw new ConfigurationError(
    `The journal ${path} was started with other options: ${changes.join('; ')}. ` +
      'Use the same options to resume, or another journal and output to start again.',
  );
}

function parsed(line: string): { readonly version?: unknown; readonly options?: Settled } {
  try {
    const value = JSON.parse(line) as { rephysco?: unknown; version?: unknown; options?: Settled } | null;
    return value?.rephysco === 'batch' && typeof value.options === 'object' ? value : {};
  } catch {
    return {};
  }
}

function shown(json: string | undefined): string {
  if (json === undefined) return 'not set';
  return json.length > 200 ? `${json.slice(0, 200)}…` : json;
}
