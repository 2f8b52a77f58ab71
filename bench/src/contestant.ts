/** One client library, used as its documentation shows. */
export interface Contestant {
  /** Returns the text of a whole answer. */
  ask(): Promise<string>;
  /** Streams an answer and passes on each text. Stops early if `take` returns `false`. */
  stream(take: (text: string) => boolean | Promise<boolean>): Promise<void>;
}

/** Creates a contestant for a service URL, for example `http://127.0.0.1:1234/burst`. */
export type CreateContestant = (url: string) => Contestant;

/** Names of the contestants. */
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

/** Prompt of all contestants. */
export const prompt = 'Say hello.';
