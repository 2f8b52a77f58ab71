import type { PreparedRequest } from '../call/prepare-request.ts';
import { isMediaPart, type Message, messageParts } from '../contract/message.ts';
import type { ModelInfo } from '../contract/model-info.ts';
import type { Notice } from '../contract/notice.ts';
import type { GenerateRequest } from '../contract/request.ts';
import type { Trim } from '../options/options.ts';
import { checkMessages } from '../options/validate-messages.ts';
import { countLocally, mostMediaTokens } from '../tokens/request-tokens.ts';
import { exchanges } from './history.ts';
import { normalizeTurns } from './normalize-turns.ts';
import type { Summaries } from './summarize.ts';

/** Strategy and model for trimming a request. */
export interface TrimContext {
  readonly trim: Trim;
  readonly model: ModelInfo;
  readonly summaries: Summaries;
}

/**
 * Removes turns from a request that exceeds the context window of the model. Removes whole exchanges, so that a tool
 * call and its result stay together. Always keeps the system prompt and the last exchange.
 */
export async function fitContextWindow(prepared: PreparedRequest, context: TrimContext): Promise<PreparedRequest> {
  const { request, warnings } = prepared;
  const { model } = context;
  const limit = limitFor(request, model);
  if (limit === undefined) {
    const unknown = `Cannot trim: the context window of ${request.provider}:${request.model} is unknown.`;
    return { request, warnings: [...warnings, unknown] };
  }
  if (surelyFits(request, model, limit)) return prepared;
  const before = await most(request, model);
  if (before <= limit) return prepared;
  const { turns, warning, ...used } = await fitting(request, context, limit);
  const trimmed = withTurns(request, turns);
  const after = await most(trimmed, model);
  const dropped = turnsOf(request).length - turns.length;
  request.notify?.({ type: 'trim', dropped, before, after, limit, ...used });
  const over = `The request has up to ${after} tokens, more than the ${limit} that fit beside the answer.`;
  return { request: trimmed, warnings: [...warnings, ...(warning ?? []), ...(after > limit ? [over] : [])] };
}

interface Fitting extends Pick<Extract<Notice, { type: 'trim' }>, 'usage' | 'cost'> {
  readonly turns: readonly Message[];
  readonly warning?: readonly string[];
}

async function fitting(request: GenerateRequest, context: TrimContext, limit: number): Promise<Fitting> {
  const { trim, model } = context;
  const turns = turnsOf(request);
  const fits: Fits = async (tried, room = limit) => (await most(withTurns(request, tried), model)) <= room;
  if (trim === 'oldest') return { turns: await newest(turns, fits) };
  if (trim === 'summarize') return summarized(request, context, limit, fits);
  const chosen = await trim(turns, limit);
  checkMessages('trim()', chosen);
  return { turns: normalizeTurns(chosen, model.input).turns };
}

/** Tells whether turns have at most `room` tokens. By default, `room` is the limit of the request. */
type Fits = (turns: readonly Message[], room?: number) => Promise<boolean>;

async function summarized(
  request: GenerateRequest,
  { model, summaries }: TrimContext,
  limit: number,
  fits: Fits,
): Promise<Fitting> {
  const turns = turnsOf(request);
  const known = summaries.apply(turns);
  if (await fits(known)) return { turns: known };
  // Frees half of the window, so that a summary is not needed for every turn.
  const kept = await newest(turns, (tried) => fits(tried, limit / 2));
  const used = await summaries.extend(turns, turns.length - kept.length, (prompt) =>
    promptFits(prompt, request, model, limit),
  );
  const shorter = summaries.apply(turns);
  if (await fits(shorter)) return { turns: shorter, ...used };
  const warning = ['No summary made the conversation fit, so its oldest turns were left out.'];
  return { turns: await newest(turns, fits), ...used, warning };
}

/** Returns as many of the newest exchanges as fit, and at least the last one. */
async function newest(turns: readonly Message[], fits: Fits): Promise<readonly Message[]> {
  const groups = exchanges(turns);
  let low = 1;
  let high = groups.length - 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await fits(groups.slice(middle).flat())) high = middle;
    else low = middle + 1;
  }
  return groups.slice(Math.min(low, groups.length - 1)).flat();
}

const turnsOf = ({ messages }: GenerateRequest): readonly Message[] => messages.filter(({ role }) => role !== 'system');

function withTurns(request: GenerateRequest, turns: readonly Message[]): GenerateRequest {
  const prompts = request.messages.filter(({ role }) => role === 'system');
  return Object.freeze({ ...request, messages: [...prompts, ...turns] });
}

/**
 * Returns the maximum tokens of a request. Reserves `maxTokens`, or at most a quarter of the window, for the answer.
 */
function limitFor({ maxTokens }: GenerateRequest, { contextWindow, maxOutputTokens }: ModelInfo): number | undefined {
  if (contextWindow === undefined) return undefined;
  const quarter = Math.floor(contextWindow / 4);
  const answer = maxTokens ?? Math.min(maxOutputTokens ?? quarter, quarter);
  return Math.max(1, contextWindow - answer);
}

/** Returns `true` if the request fits without counting, which loads a tokenizer. A byte has at most two tokens. */
function surelyFits(request: GenerateRequest, model: ModelInfo, limit: number): boolean {
  const { messages, tools, schema } = request;
  const said = messages.flatMap(messageParts).filter((part) => !isMediaPart(part));
  const bytes = Buffer.byteLength(JSON.stringify([said, tools, schema]));
  return 2 * bytes + mostMediaTokens(request, model) + 500 <= limit;
}

async function promptFits(prompt: string, request: GenerateRequest, model: ModelInfo, limit: number): Promise<boolean> {
  const messages: readonly Message[] = [{ role: 'user', content: prompt }];
  return (await most({ ...request, messages, tools: undefined, schema: undefined }, model)) <= limit;
}

/** Returns the maximum number of tokens that a request can have. */
async function most(request: GenerateRequest, model: ModelInfo): Promise<number> {
  const { tokens, bound } = await countLocally(request, model);
  return tokens + bound;
}
