/** A way to ask the service, as its documentation shows it. */
export interface Contestant {
  /** The text of a whole answer. */
  ask(): Promise<string>;
  /** Hands on each piece of a streamed answer, and stops early when told so. */
  stream(take: (text: string) => boolean | Promise<boolean>): Promise<void>;
}

/** Makes one for a service at an address, for example `http://127.0.0.1:1234/burst`. */
export type CreateContestant = (url: string) => Contestant;

/** Who takes part. */
export type ContestantName =
  | 'fetch'
  | 'openai SDK'
  | 'AI SDK'
  | 'rephysco'
  | 'fetch, Gemini'
  | 'Gemini SDK'
  | 'rephysco, Gemini';

const contestants: Readonly<Record<ContestantName, () => Promise<{ readonly create: CreateContestant }>>> = {
  fetch: () => import('./contestants/fetch.ts'),
  'openai SDK': () => import('./contestants/openai-sdk.ts'),
  'AI SDK': () => import('./contestants/ai-sdk.ts'),
  rephysco: () => import('./contestants/rephysco.ts'),
  'fetch, Gemini': () => import('./contestants/gemini-fetch.ts'),
  'Gemini SDK': () => import('./contestants/gemini-sdk.ts'),
  'rephysco, Gemini': () => import('./contestants/rephysco-gemini.ts'),
};

/** Loads a contestant. */
export async function loadContestant(name: ContestantName): Promise<CreateContestant> {
  return (await contestants[name]()).create;
}

/** What everybody asks. */
export const prompt = 'Say hello.';
