import type { EmbedContentRequest, GenerateContentRequest, GenerativeModel } from '@google/generative-ai';
import { type OutgoingRequest, toJSON, type WireObject } from '@rephysco/core/provider';

/** Builds a call for an answer, whole or streamed. */
export async function buildGenerate(model: string, body: WireObject, stream: boolean): Promise<OutgoingRequest> {
  const sdk = await load(model);
  const request = asParameters<GenerateContentRequest>(body);
  const method = stream ? 'streamGenerateContent?alt=sse' : 'generateContent';
  return toRequest(`${sdk.model}:${method}`, await takeOver((hook) => sdk.generateContent({ ...request, ...hook })));
}

/** Builds a call that counts the input tokens of an answer's body. */
export async function buildCount(model: string, body: WireObject): Promise<OutgoingRequest> {
  const sdk = await load(model);
  const request = asParameters<GenerateContentRequest>(body);
  const counted = await takeOver((hook) => sdk.countTokens({ generateContentRequest: { ...request, ...hook } }));
  return toRequest(`${sdk.model}:countTokens`, { generateContentRequest: counted });
}

/** Builds a call for one vector a request. */
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

/** A body of our own making; the SDK hands on what its types do not know. */
const asParameters = <Parameters>(body: WireObject): Parameters => body as unknown as Parameters;

/** The SDK's model, loaded on first use. It never sees the key. */
async function load(model: string): Promise<GenerativeModel> {
  const { GoogleGenerativeAI } = await import('@google/generative-ai');
  return new GoogleGenerativeAI('').getGenerativeModel({ model });
}

const takenOver = new Error('The request was taken over before the SDK could send it.');

/**
 * What the SDK built, without letting it send: it sends through the global `fetch` alone, so that a user's own, the
 * connect deadline, Retry-After and the cause of a broken connection would be lost. Its last step before that is to
 * write the request down as JSON, and there an object may answer for itself.
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

/** The SDK adds `generationConfig: {}`, `safetySettings: []` and fields that are undefined where nothing was set. */
function isFilled(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined;
}
