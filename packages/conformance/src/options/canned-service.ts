/** Protocol of a request. */
export type Wire = 'chat' | 'responses' | 'gemini' | 'anthropic';

/** Parsed body of a request. */
export type Body = Readonly<Record<string, unknown>>;

/** Request that a provider sent. */
export interface Sent {
  readonly wire: Wire;
  readonly body: Body;
}

/** Text of the shortest answers of each protocol. The object is valid for every schema of the cases. */
const text = '{"name":"larch"}';
const answers: Readonly<Record<Wire, object>> = {
  chat: {
    id: 'c',
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  },
  responses: {
    id: 'r',
    status: 'completed',
    output: [{ type: 'message', id: 'm', role: 'assistant', content: [{ type: 'output_text', text }] }],
    usage: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
  },
  gemini: {
    candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP' }],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
  },
  anthropic: {
    id: 'a',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 1, output_tokens: 1 },
  },
};

/** Stream of Chat Completions, for models that support only streaming. */
const chunk = { id: 'c', model: 'm', choices: [{ index: 0, delta: { content: text }, finish_reason: 'stop' }] };
const stream = `data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`;

const wireOf = (url: string): Wire => {
  if (url.includes('generateContent')) return 'gemini';
  if (url.endsWith('/responses')) return 'responses';
  return url.endsWith('/messages') ? 'anthropic' : 'chat';
};

/** Returns a `fetch` that answers every request immediately and adds it to `sent`. */
export function cannedService(sent: Sent[]): typeof fetch {
  return async (input, init) => {
    const url = String(input instanceof Request ? input.url : input).replace(/\?.*$/, '');
    const wire = wireOf(url);
    const body = JSON.parse(String(init?.body)) as Body;
    sent.push({ wire, body });
    if (body.stream !== true) return Response.json(answers[wire]);
    return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
  };
}
