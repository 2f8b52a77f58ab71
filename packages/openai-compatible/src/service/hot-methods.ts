// Generated from the openai SDK by scripts/generate-methods.ts. Do not edit.

/** Request data that all calls of one SDK method share. */
export interface HotMethod {
  /** Path below the base URL. */
  readonly path: string;
  readonly method: string;
  /** Headers without credentials and without those that describe the SDK. */
  readonly headers: Readonly<Record<string, string>>;
}

const form1 = { method: 'POST', headers: { accept: 'application/json', 'content-type': 'application/json' } };

/** Methods of the SDK that calls use. Their requests are built without loading the SDK. */
export const hotMethods: Readonly<Record<HotMethodName, HotMethod>> = {
  'chat.completions.create': { path: '/chat/completions', ...form1 },
  'embeddings.create': { path: '/embeddings', ...form1 },
  'responses.create': { path: '/responses', ...form1 },
  'responses.inputTokens.count': { path: '/responses/input_tokens', ...form1 },
};

/** Name of a method of the SDK. */
export type HotMethodName =
  | 'chat.completions.create'
  | 'embeddings.create'
  | 'responses.create'
  | 'responses.inputTokens.count';
