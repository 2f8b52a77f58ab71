// Generated from the openai SDK by scripts/generate-methods.ts. Do not edit.

/** Request data that all calls of one SDK method share. */
export interface HotMethod {
  /** Path below the base URL. */
  readonly path: string;
  readonly method: string;
  /** Headers without credentials and without those that describe the SDK. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Methods of the SDK that calls use. Their requests are built without loading the SDK. */
export const hotMethods: Readonly<Record<HotMethodName, HotMethod>> = {
  'chat.completions.create': {
    path: '/chat/completions',
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
  },
  'embeddings.create': {
    path: '/embeddings',
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
  },
  'responses.create': {
    path: '/responses',
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
  },
  'responses.inputTokens.count': {
    path: '/responses/input_tokens',
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
  },
};

/** Name of a method of the SDK. */
export type HotMethodName =
  | 'chat.completions.create'
  | 'embeddings.create'
  | 'responses.create'
  | 'responses.inputTokens.count';
