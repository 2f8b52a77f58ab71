/** Response data in realistic sizes: an OpenAI chunk has about 300 bytes. */
const about = { id: 'chatcmpl-bench', created: 1, model: 'gpt-4o-mini-2024-07-18', system_fingerprint: 'fp_bench' };
const usage = { prompt_tokens: 10, completion_tokens: 8, total_tokens: 18 };

/** Whole answer of Chat Completions. */
export const openaiAnswer: string = JSON.stringify({
  ...about,
  object: 'chat.completion',
  service_tier: 'default',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Hello there, how are you?', refusal: null, annotations: [] },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: {
    ...usage,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  },
});

/** Returns a streamed answer of Chat Completions: `pieces` texts, the finish reason, the usage and the end marker. */
export function openaiEvents(pieces: number): readonly string[] {
  const event = (choices: readonly object[], rest: object): string =>
    `data: ${JSON.stringify({ ...about, object: 'chat.completion.chunk', service_tier: 'default', choices, ...rest, obfuscation: 'abcdefgh' })}\n\n`;
  const choice = (delta: object, finishReason: string | null): readonly object[] => [
    { index: 0, delta, logprobs: null, finish_reason: finishReason },
  ];
  return [
    ...Array.from({ length: pieces }, (_, at) => event(choice({ content: ` word${at % 10}` }, null), { usage: null })),
    event(choice({}, 'stop'), { usage: null }),
    event([], { usage }),
    'data: [DONE]\n\n',
  ];
}

const geminiAbout = { modelVersion: 'gemini-2.5-flash', responseId: 'bench' };
const usageMetadata = { promptTokenCount: 10, candidatesTokenCount: 8, totalTokenCount: 18 };

function geminiBody(text: string, finishReason?: string): string {
  const candidate = { content: { parts: [{ text }], role: 'model' }, ...(finishReason && { finishReason }), index: 0 };
  return JSON.stringify({ candidates: [candidate], usageMetadata, ...geminiAbout });
}

/** Whole answer of generateContent. */
export const geminiAnswer: string = geminiBody('Hello there, how are you?', 'STOP');

/** Returns a streamed answer of streamGenerateContent. */
export function geminiEvents(pieces: number): readonly string[] {
  const bodies = Array.from({ length: pieces }, (_, at) => geminiBody(` word${at % 10}`));
  return [...bodies, geminiBody('', 'STOP')].map((body) => `data: ${body}\r\n\r\n`);
}
