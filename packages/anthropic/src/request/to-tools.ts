import {
  asList,
  type GenerateRequest,
  present,
  providerToolIn,
  type StrictRules,
  type ToolDefinition,
  toParameters,
  toToolSchema,
  type WireObject,
  withoutRootForms,
} from '@rephysco/core/provider';
import { name as provider } from '../service/environment.ts';

/**
 * Schema keywords that the service enforces. Other keywords are moved to descriptions and checked by the client,
 * because the service has no other form of structured output. The limits come from the service's error messages.
 */
export const schemaRules: StrictRules = {
  formats: ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid'],
  keywords: ['format'],
  optional: true,
  describe: true,
  recursive: false,
  maxOptional: 24,
  maxUnions: 16,
};

/**
 * Types of the tools that the service runs, from `@anthropic-ai/sdk` 1.14.0: for each tool, the first type that every
 * model accepts.
 */
const providerTypes: Readonly<Record<string, string>> = {
  web_search: 'web_search_20250305',
  web_fetch: 'web_fetch_20250910',
  code_execution: 'code_execution_20250825',
  tool_search_tool_regex: 'tool_search_tool_regex_20251119',
  tool_search_tool_bm25: 'tool_search_tool_bm25_20251119',
};

/** Returns `true` if a request forces the model to call a tool. */
export const isForced = ({ tools, providerTools, toolChoice = 'auto' }: GenerateRequest): boolean =>
  Boolean(tools?.length || providerTools?.length) && toolChoice !== 'auto' && toolChoice !== 'none';

/**
 * Returns the fields `tools` and `tool_choice`, with the tools of `providerOptions` after the tools of the request.
 *
 * @param canForce `true` if the model accepts a forced tool
 * @throws UnsupportedError for a provider tool that the service does not have
 */
export function toTools(request: GenerateRequest, canForce: boolean, others: unknown, warnings: string[]): WireObject {
  const { tools = [], providerTools = [], model, toolChoice } = request;
  const provided = providerTools.map(({ name, options }) => {
    const type = options.type ?? providerToolIn(providerTypes, name, provider);
    return { type, name, ...options };
  });
  const all = [...tools.map((tool) => toTool(tool, warnings)), ...provided, ...asList(others)];
  if (all.length === 0) return {};
  if (toolChoice === undefined) return { tools: all };
  if (isForced(request) && !canForce) {
    warnings.push(`${model} does not support a forced tool: 'toolChoice' was sent as 'auto'.`);
    return { tools: all, tool_choice: { type: 'auto' } };
  }
  const type = { auto: 'auto', none: 'none', required: 'any' } as const;
  const choice = typeof toolChoice === 'string' ? { type: type[toolChoice] } : { type: 'tool', name: toolChoice.name };
  return { tools: all, tool_choice: choice };
}

function toTool({ name, description, parameters, strict }: ToolDefinition, warnings: string[]): WireObject {
  const root = withoutRootForms(toParameters(parameters));
  const { schema, lost, strict: isStrict } = toToolSchema(root, strict, schemaRules);
  if (lost) warnings.push(`Tool '${name}' was sent without 'strict': '${lost}' cannot be enforced.`);
  return { name, ...present({ description }), input_schema: schema, ...(isStrict && { strict: true }) };
}
