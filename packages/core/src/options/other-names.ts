/** Names of other libraries and of HTTP APIs for each option. */
const namesOfOptions: Readonly<Record<string, string>> = {
  maxTokens: 'maxOutputTokens max_output_tokens maxCompletionTokens max_completion_tokens',
  signal: 'abortSignal',
  system: 'systemPrompt system_prompt systemInstruction system_instruction systemMessage instructions',
  schema: 'responseFormat response_format responseSchema responseJsonSchema output',
  stop: 'stopSequences stop_sequences',
  tools: 'functions',
  toolChoice: 'functionCall function_call',
  maxSteps: 'stopWhen maxToolRoundtrips',
  'reasoning.effort': 'reasoningEffort reasoning_effort',
  reasoning: 'thinking thinkingConfig',
  'reasoning.budget': 'thinkingBudget',
  messages: 'history contents',
  prompt: 'question',
  images: 'image',
  files: 'attachments',
  stream: 'onChunk streaming',
  'providerOptions.top_k': 'topK top_k',
  'providerOptions.presence_penalty': 'presencePenalty presence_penalty',
  'providerOptions.frequency_penalty': 'frequencyPenalty frequency_penalty',
  providerOptions: 'extra_body extraBody',
  model: 'modelName',
  baseURL: 'endpoint baseUrl api_base apiBase',
  apiKey: 'token key',
  headers: 'defaultHeaders',
  maxRetries: 'max_retries numRetries num_retries',
  input: 'texts values',
};

/**
 * Option names of other libraries and of HTTP APIs, with the name that Rephysco uses. Names that differ only by case,
 * `-` or `_` are missing here: the search for a similar name finds them.
 */
export const otherNames: ReadonlyMap<string, string> = new Map(
  Object.entries(namesOfOptions).flatMap(([option, names]) => names.split(' ').map((name) => [name, option] as const)),
);
