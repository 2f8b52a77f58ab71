import type { EmbedContentRequest, GenerateContentRequest, GenerativeModel } from '@google/generative-ai';
import { type OutgoingRequest, toJSON, type WireObject } from '@rephysco/core/provider';

/** Builds the request for an answer, whole or streamed. */
export async function buildGenerate(model: string, body: WireObject, stream: boolean): Promise<OutgoingRequest> {
  const sdk = await load(model);
  const request = asParameters<GenerateContentRequest>(body);
  const method = stream ? 'streamGenerateContent?alt=sse' : 'generateContent';
  return toRequest(`${sdk.model}:${method}`, await takeOver((hook) => sdk.generateContent({ ...request, ...hook })));
}

/** Builds the request that counts the input tokens of a body. */
export async function buildCount(model: string, body: WireObject): Promise<OutgoingRequest> {
  const sdk = await load(model);
  const request = asParameters<GenerateContentRequest>(body);
  const counted = await takeOver((hook) => sdk.countTokens({ generateContentRequest: { ...request, ...hook } }));
  return toRequest(`${sdk.model}:countTokens`, { generateContentRequest: counted });
}

/** Builds the request for embeddings, with one vector per request in the list. */
export async function buildEmbed(model: string, requests: readonly WireObject[]): Promise<OutgoingRequest> {
  const sdk = await load(model);
  const built = requests.map((each) => {
    const request = asParameters<EmbedContentRequest>(each);
    return takeOver((hook) => sdk.batchEmbedContents({ requests: [{ ...request, ...hook }] }));
  });
  return toRequest(`${sdk.model}:batchEmbedContents`, { requests: await Promise.all(built) });
}

/** Returns a request for a path below the base URL. */
const toRequest = (url: string, body: WireObject): OutgoingRequest => ({
  url,
  headers: { 'content-type': 'application/json' },
  body: toJSON(body),
});

/** Returns a body as SDK parameters. The SDK passes on fields that its types do not know. */
const asParameters = <Parameters>(body: WireObject): Parameters => body as unknown as Parameters;

/** Loads the SDK's model on first use. The SDK never receives the API key. */
async function load(model: string): Promise<GenerativeModel> {
  const { GoogleGenerativeAI } = await import('@google/generative-ai');
  return new GoogleGenerativeAI('').getGenerativeModel({ model });
}

const takenOver = new Error('The request was taken over before the SDK could send it.');

/**
 * Returns the request that the SDK builds, without sending it. The SDK sends only with the global `fetch`, which would
 * lose a custom `fetch`, the connect timeout, Retry-After and the cause of a broken connection. The SDK's last step
 * before sending is to serialize the body, so a `toJSON` method in the body captures it.
 */
async function takeOver(call: (hook: { toJSON(): never }) => Promise<unknown>): Promise<WireObject> {
  let built: WireObject = {};
  const hook = {
    toJSON(this: WireObject): never {
      built = this;
      throw takenOver;
    },
  };
  await call(hook).catch((error: unknown) => {
    if (error !== takenOver) throw error;
  });
  return Object.fromEntries(Object.entries(built).filter(([name, value]) => name !== 'toJSON' && isFilled(value)));
}

/**
 * Drops fields that the SDK adds although they were not set: `generationConfig: {}`, `safetySettings: []` and
 * undefined.
 */
function isFilled(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined;
}
