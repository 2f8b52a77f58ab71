/** Parts of an answer, and the forms in which the services of the providers send them. */
export interface Part {
  readonly text?: string;
  readonly reasoning?: string;
  /** Fragment of a tool call. A call without an id continues the call of its index. */
  readonly call?: { readonly index: number; readonly id?: string; readonly arguments: string };
  readonly sources?: readonly string[];
  readonly logprobs?: readonly string[];
  /** Base64 of an image. */
  readonly image?: string;
  readonly usage?: object;
  readonly finish?: boolean;
}

/** Wire form of a service. */
export interface Protocol {
  /** Returns an event of a stream. */
  event(part: Part): string;
  /** Returns the beginning and the end of a whole answer around its texts, as JSON. */
  readonly whole: readonly [string, string];
  /** Returns a whole answer. */
  body(part: Part): string;
}

const json = (value: unknown): string => JSON.stringify(value);
const data = (value: unknown): string => `data: ${json(value)}\n\n`;
const mark = '\u0000';

function chatMessage({ text, reasoning, call, sources, image }: Part): object {
  return {
    ...(text !== undefined && { content: text }),
    ...(reasoning !== undefined && { reasoning_content: reasoning }),
    ...(call && {
      tool_calls: [
        {
          index: call.index,
          id: call.id,
          type: 'function',
          function: { name: call.id && 'f', arguments: call.arguments },
        },
      ],
    }),
    ...(sources && {
      annotations: sources.map((url) => ({ type: 'url_citation', url_citation: { url, title: 'A page' } })),
    }),
    ...(image !== undefined && {
      images: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${image}` } }],
    }),
  };
}

const tokens = (names: readonly string[] | undefined): object =>
  names ? { logprobs: { content: names.map((token) => ({ token, logprob: -1, bytes: [97], top_logprobs: [] })) } } : {};

function chat(field: 'delta' | 'message', part: Part): object {
  const { finish, usage, logprobs } = part;
  const choice = { index: 0, [field]: chatMessage(part), ...tokens(logprobs), finish_reason: finish ? 'stop' : null };
  return { id: 'a', model: 'm', choices: [choice], ...(usage && { usage }) };
}

const chatProtocol: Protocol = {
  event: (part) => data(chat('delta', part)),
  body: (part) => json(chat('message', { finish: true, ...part })),
  whole: split(json(chat('message', { text: mark, finish: true }))),
};

function candidate({ text, reasoning, call, sources, logprobs, image, finish, usage }: Part): object {
  const parts = [
    ...(reasoning === undefined ? [] : [{ text: reasoning, thought: true }]),
    ...(text === undefined ? [] : [{ text }]),
    ...(call ? [{ functionCall: { id: call.id, name: 'f', args: { value: call.arguments } } }] : []),
    ...(image === undefined ? [] : [{ inlineData: { mimeType: 'image/png', data: image } }]),
  ];
  return {
    candidates: [
      {
        index: 0,
        content: { role: 'model', parts },
        ...(sources && {
          citationMetadata: { citationSources: sources.map((uri) => ({ uri, startIndex: 0, endIndex: 9 })) },
        }),
        ...(logprobs && {
          logprobsResult: { chosenCandidates: logprobs.map((token) => ({ token, logProbability: -1 })) },
        }),
        ...(finish && { finishReason: 'STOP' }),
      },
    ],
    ...(usage && { usageMetadata: usage }),
  };
}

const geminiProtocol: Protocol = {
  event: (part) => data(candidate(part)),
  body: (part) => json(candidate({ finish: true, ...part })),
  whole: split(json(candidate({ text: mark, finish: true }))),
};

/** Events of one block. Each part is a block of its own, except fragments of a call. */
function blockEvents(part: Part): readonly object[] {
  const { text, reasoning, call, sources, usage, finish } = part;
  const events: object[] = [];
  const block = (content_block: object, delta: object): void => {
    events.push({ type: 'content_block_start', index: 0, content_block });
    events.push({ type: 'content_block_delta', index: 0, delta }, { type: 'content_block_stop', index: 0 });
  };
  if (reasoning !== undefined)
    block({ type: 'thinking', thinking: '' }, { type: 'thinking_delta', thinking: reasoning });
  if (text !== undefined) block({ type: 'text', text: '' }, { type: 'text_delta', text });
  if (sources) {
    const citations = sources.map((url) => ({
      type: 'web_search_result_location',
      url,
      title: 'A page',
      cited_text: 'b',
    }));
    block({ type: 'text', text: 'b', citations }, { type: 'text_delta', text: 'b' });
  }
  if (call) {
    const { index, id } = call;
    if (id)
      events.push({
        type: 'content_block_start',
        index,
        content_block: { type: 'tool_use', id, name: 'f', input: {} },
      });
    events.push({
      type: 'content_block_delta',
      index,
      delta: { type: 'input_json_delta', partial_json: call.arguments },
    });
  }
  if (usage || finish)
    events.push({ type: 'message_delta', delta: { stop_reason: finish ? 'end_turn' : null }, usage });
  if (finish) events.push({ type: 'message_stop' });
  return events;
}

function message({ text, reasoning, call, sources, usage = {} }: Part): object {
  const content = [
    ...(reasoning === undefined ? [] : [{ type: 'thinking', thinking: reasoning, signature: 's' }]),
    ...(text === undefined ? [] : [{ type: 'text', text }]),
    ...(call ? [{ type: 'tool_use', id: call.id, name: 'f', input: { value: call.arguments } }] : []),
    ...(sources
      ? [{ type: 'text', text: 'b', citations: sources.map((url) => ({ type: 'web_search_result_location', url })) }]
      : []),
  ];
  return { type: 'message', id: 'a', model: 'm', role: 'assistant', content, stop_reason: 'end_turn', usage };
}

const anthropicProtocol: Protocol = {
  event: (part) => blockEvents(part).map(data).join(''),
  body: (part) => json(message(part)),
  whole: split(json(message({ text: mark }))),
};

function split(text: string): readonly [string, string] {
  const [before = '', after = ''] = text.split(json(mark).slice(1, -1));
  return [before, after];
}

/** Returns the wire form of the service of a provider. */
export function protocolOf(provider: string): Protocol {
  if (provider === 'gemini') return geminiProtocol;
  return provider === 'anthropic' ? anthropicProtocol : chatProtocol;
}
