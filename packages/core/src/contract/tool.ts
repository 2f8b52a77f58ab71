import type { JSONSchema, Schema } from './schema.ts';

/** A tool that the model may call. */
export interface Tool {
  readonly name: string;
  readonly description?: string | undefined;
  /** The shape of the arguments; absent for a tool without any. */
  readonly parameters?: Schema | undefined;
  /** Ask the provider to hold the arguments to the schema, where it can. */
  readonly strict?: boolean | undefined;
  /**
   * Runs the tool. Where it is given, calls are run and the model is asked again, until it answers. What it returns
   * goes to the model, text as it is and anything else as JSON; what it throws goes there as an error.
   *
   * @param args checked against `parameters`: by the schema's own validator, or, for a JSON Schema, by type, required
   * keys, choices and limits; `pattern` and `format` are not looked at
   */
  execute?(args: unknown, context: ToolContext): unknown;
}

/** What a tool is given besides its arguments. */
export interface ToolContext {
  /** Aborts with the call, and when the answer is no longer wanted. */
  readonly signal: AbortSignal;
  /** Of the tool call. */
  readonly id: string;
}

/** A tool as it stands in a request: its parameters are JSON Schema. */
export interface ToolDefinition extends Omit<Tool, 'execute'> {
  readonly parameters: JSONSchema;
}

/** Which tool the model should call; `required` means any one. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

/** A tool call as users see it in a result. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** Parsed JSON; the text as it came where it is not valid JSON. */
  readonly arguments: unknown;
}
