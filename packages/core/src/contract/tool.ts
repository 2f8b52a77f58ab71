import { ConfigurationError } from './errors.ts';
import type { JSONSchema, Schema, ValueOf } from './schema.ts';

/** Tool that the model may call. Use `tool` to infer the type of the arguments from `parameters`. */
export interface Tool {
  /** Name that the model uses: 1 to 64 letters, digits, `_` or `-`. */
  readonly name: string;
  /** Description for the model: what the tool does and when to call it. */
  readonly description?: string | undefined;
  /** Schema of the arguments. Absent for a tool without arguments. */
  readonly parameters?: Schema | undefined;
  /** `true` makes the provider enforce the schema, if it can. @default `true` if the provider can express the schema */
  readonly strict?: boolean | undefined;
  /**
   * Runs the tool. If it is set, the client runs each call and calls the model again with the result. Text is passed to
   * the model unchanged, everything else as JSON. An error that it throws is passed to the model as a failed call.
   *
   * @param args arguments, checked against `parameters`: by the validator of a library schema, or against the supported
   * keywords of a JSON Schema (`pattern` and `format` are not checked)
   */
  execute?(args: unknown, context: ToolContext): unknown;
}

/** Tool that the provider runs itself, such as a web search. Created by `providerTool`. */
export interface ProviderTool {
  readonly type: 'provider';
  /** Name of the tool, for example `web_search`. A provider rejects names that it does not know. */
  readonly name: string;
  /** Settings of the tool, as the provider names them. */
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * Returns a tool that the provider runs itself, for the option `tools`.
 *
 * @param name for example `web_search`, `code_execution` or `file_search`; `docs/providers.md` lists the names
 * @param options settings of the tool, as the provider names them
 * @example
 * await client.generate({ prompt: 'News about Mars?', tools: [providerTool('web_search')] });
 */
export function providerTool(name: string, options: Readonly<Record<string, unknown>> = {}): ProviderTool {
  if (typeof name === 'string' && name !== '') return Object.freeze({ type: 'provider', name, options });
  throw new ConfigurationError(
    'providerTool() expects the name of a tool as a non-empty string, for example providerTool("web_search").',
  );
}

/** Returns `true` for a tool that the provider runs itself. */
export function isProviderTool(tool: Tool | ProviderTool): tool is ProviderTool {
  return (tool as Partial<ProviderTool>).type === 'provider';
}

/** Second argument of `execute`. */
export interface ToolContext {
  /** Signal that aborts when the call is aborted or the answer is abandoned. */
  readonly signal: AbortSignal;
  /** Id of the tool call. */
  readonly id: string;
}

/** Definition of a tool whose argument type is inferred from `parameters`. */
export interface ToolInput<Parameters extends Schema | undefined> extends Omit<Tool, 'parameters' | 'execute'> {
  readonly parameters?: Parameters;
  /** Runs the tool. Same as `Tool.execute`, with typed arguments. */
  execute?(args: Parameters extends Schema ? ValueOf<Parameters> : unknown, context: ToolContext): unknown;
}

/** Every property of a tool. */
export const toolKeys: readonly string[] = [
  'name',
  'description',
  'parameters',
  'strict',
  'execute',
] satisfies readonly (keyof Tool)[];

/**
 * Returns a tool whose `execute` has typed arguments.
 *
 * @throws ConfigurationError for a property that tools do not have
 * @example
 * const weather = tool({
 *   name: 'weather',
 *   description: 'Returns the weather in a city',
 *   parameters: z.object({ city: z.string() }),
 *   execute: ({ city }) => forecast(city),
 * });
 * await client.generate({ prompt: 'Is it raining in Oslo?', tools: [weather] });
 */
export function tool<const Parameters extends Schema | undefined = undefined>(definition: ToolInput<Parameters>): Tool {
  const stray = Object.keys(definition).find((key) => !toolKeys.includes(key));
  if (stray === undefined) return definition as Tool;
  throw new ConfigurationError(`A tool has no property '${stray}'. Properties are: ${toolKeys.join(', ')}.`);
}

/** Tool in a request: its parameters are JSON Schema. */
export interface ToolDefinition extends Omit<Tool, 'execute'> {
  readonly parameters: JSONSchema;
}

/** Tool that the model should call. `required` means any tool, `none` no tool. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

/** Tool call in a result. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** Parsed JSON, or the text that the model wrote if it is not valid JSON. */
  readonly arguments: unknown;
}
