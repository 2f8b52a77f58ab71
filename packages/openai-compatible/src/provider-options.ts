type Fields = Readonly<Record<string, unknown>>;

/**
 * Request fields of Chat Completions without a Rephysco option. Values are sent unchanged. A provider package extends
 * this interface with the fields of its service.
 */
export interface ChatCompletionsOptions {
  readonly audio?: Fields;
  readonly frequency_penalty?: number;
  readonly logit_bias?: Readonly<Record<string, number>>;
  readonly logprobs?: boolean;
  readonly max_completion_tokens?: number;
  readonly max_tokens?: number;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly modalities?: readonly string[];
  readonly n?: number;
  readonly parallel_tool_calls?: boolean;
  readonly presence_penalty?: number;
  readonly reasoning_effort?: string;
  readonly response_format?: Fields;
  readonly seed?: number;
  readonly stop?: string | readonly string[];
  readonly stream_options?: Fields;
  readonly temperature?: number;
  readonly tool_choice?: string | Fields;
  readonly tools?: readonly Fields[];
  readonly top_logprobs?: number;
  readonly top_p?: number;
  readonly user?: string;
  /**
   * Sends the schema of the answer with `strict`. Not sent itself. @default true if the strict schema loses no keyword
   */
  readonly strictJsonSchema?: boolean;
}

/** Request fields of the Responses API without a Rephysco option. Values are sent unchanged. */
export interface ResponsesOptions {
  readonly background?: boolean;
  readonly conversation?: string | Fields;
  readonly include?: readonly string[];
  readonly instructions?: string;
  readonly max_output_tokens?: number;
  readonly max_tool_calls?: number;
  readonly previous_response_id?: string;
  readonly prompt?: Fields;
  readonly reasoning?: Fields;
  readonly store?: boolean;
  readonly text?: Fields;
  readonly truncation?: 'auto' | 'disabled';
  /**
   * Sends the schema of the answer with `strict`. Not sent itself. @default true if the strict schema loses no keyword
   */
  readonly strictJsonSchema?: boolean;
}

/** Request fields of embeddings without a Rephysco option. Values are sent unchanged. */
export interface EmbeddingsOptions {
  readonly dimensions?: number;
  readonly encoding_format?: 'float' | 'base64';
}
