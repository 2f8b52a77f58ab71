/** Answer that once caused a wrong result, or an error of the wrong class, in this or a similar library. */
export interface KeptAnswer {
  /** Description of the unusual property. */
  readonly name: string;
  readonly provider: 'openai' | 'gemini' | 'anthropic' | 'siliconflow' | 'aliyun';
  readonly api?: 'responses';
  readonly stream: boolean;
  readonly body: string | Uint8Array;
  readonly type?: string;
  readonly status?: number;
  /** Fields of the result, or of the error. */
  readonly result?: object;
  readonly error?: object;
}

/** Returns a value as JSON. */
export const json = (value: unknown): string => JSON.stringify(value);
/** Returns values as server-sent events. Strings are sent unchanged. */
export const events = (...values: readonly unknown[]): string =>
  values.map((value) => `data: ${typeof value === 'string' ? value : json(value)}\n\n`).join('');
const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
/** Returns an answer of Chat Completions. */
export const chat = (message: object, finish: string | null = 'stop'): object => ({
  id: 'c',
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finish }],
  usage,
});
/** Returns a chunk of a stream of Chat Completions. */
export const chunk = (delta: object, finish: string | null = null): object => ({
  id: 'c',
  model: 'm',
  choices: [{ index: 0, delta, finish_reason: finish }],
});
