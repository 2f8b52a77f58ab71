import { isMediaPart, type Message, messageParts } from './message.ts';
import type { ToolDefinition } from './request.ts';

/** Encodings of `gpt-tokenizer` that we load; every GPT model since gpt-4o uses the first, GPT embeddings the second. */
export type Encoding = 'o200k_base' | 'cl100k_base';

/** What there is to count. */
export interface Countable {
  readonly messages: readonly Message[];
  readonly tools?: readonly ToolDefinition[] | undefined;
}

type Count = (text: string) => number;

const counters = new Map<Encoding, Promise<Count>>();

/** A counter for text, loaded on first use (about 140 ms of CPU and 70 MB for `o200k_base`). */
export function textCounter(encoding: Encoding): Promise<Count> {
  let counter = counters.get(encoding);
  if (!counter) {
    counter = load(encoding);
    counters.set(encoding, counter);
  }
  return counter;
}

async function load(encoding: Encoding): Promise<Count> {
  const { countTokens } =
    encoding === 'o200k_base'
      ? await import('gpt-tokenizer/encoding/o200k_base')
      : await import('gpt-tokenizer/encoding/cl100k_base');
  // Text that spells a special token is a user's text, not a command; by default the library throws on it.
  const options = { disallowedSpecial: new Set<string>() };
  return (text) => pieces(text).reduce((sum, piece) => sum + countTokens(piece, options), 0);
}

/**
 * A run of letters, or of signs and blanks, that is longer than any in prose. The tokenizer's time is quadratic in it
 * (50,000 letters take 2.3 s, as many blanks 2.7 s), since it breaks a text only between the two; a cut costs a token
 * at most.
 */
const longRun = /[\p{L}\p{M}]{256}(?=[\p{L}\p{M}])|[^\p{L}\p{N}]{256}(?=[^\p{L}\p{N}])/gu;

/** The text, cut inside of such runs. */
function pieces(text: string): readonly string[] {
  const cuts = [...text.matchAll(longRun)].map(({ 0: run, index }) => index + run.length);
  return [0, ...cuts].map((start, place) => text.slice(start, cuts[place]));
}

/** Tokens that frame a message and prime the answer, as the chat format of the GPT models has them. */
const perMessage = 4;
const perAnswer = 3;

/** Stands for one medium, whose formula only its provider knows; base64 is never counted as text. */
const perMedium = 765;

/** Tokens of messages and tools in an encoding: exact for text, an estimate for media and tool definitions. */
export async function countWith(encoding: Encoding, { messages, tools = [] }: Countable): Promise<number> {
  const count = await textCounter(encoding);
  let sum = perAnswer;
  for (const message of messages) {
    sum += perMessage;
    for (const part of messageParts(message)) {
      if (isMediaPart(part)) sum += perMedium;
      else if ('text' in part) sum += count(part.text);
      else sum += count(part.type === 'tool-call' ? spelled(part.arguments) : spelled(part.output));
    }
  }
  return tools.length === 0 ? sum : sum + count(JSON.stringify(tools));
}

/** A value as it goes to the model: text as it is, anything else as JSON. */
function spelled(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
