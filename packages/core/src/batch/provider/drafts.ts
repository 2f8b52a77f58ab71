import type { BatchRequest } from '../../contract/batch-service.ts';
import { BudgetExceededError, UnsupportedError } from '../../contract/errors.ts';
import type { BatchService } from '../../contract/provider.ts';
import type { BuiltCall } from '../batch-state.ts';
import type { OpenService } from './open-service.ts';
import type { OutcomeWriter } from './outcomes.ts';
import { type PartItem, requestId } from './part.ts';
import type { ItemQueue } from './queue.ts';
import { toRunCall } from './run-call.ts';

/** Requests for one part. */
export interface Draft {
  readonly requests: BatchRequest[];
  readonly items: Map<string, PartItem>;
  /** Size of the requests in bytes, including an estimate of the upload format. */
  bytes: number;
  /** Number of input tokens, 0 if they are not counted. */
  tokens: number;
}

/** Limits of the parts of this run. They shrink when the service refuses a part. */
export interface PartLimits {
  lines: number;
  bytes: number;
  tokens: number | undefined;
}

/** Maximum number of bytes of a part, because a part is built in memory. */
const mostBytes = 64 << 20;

/** Bytes of a request in the upload besides its body and its id. */
const frameBytes = 200;

/** Returns the limits of the first part. */
export function firstLimits({ limits }: BatchService, partSize: number = limits.lines): PartLimits {
  return {
    lines: Math.min(limits.lines, partSize),
    bytes: Math.min(limits.bytes, mostBytes),
    tokens: limits.tokensWaiting,
  };
}

/** Parts of the items of a run, split by endpoint, model, number, size and tokens. */
export interface Drafts {
  /** Returns the next part, or `undefined` if no item is left or the budget does not suffice for one. */
  next(): Promise<Draft | undefined>;
  /** Error of the budget that stopped the last call of `next`. */
  readonly blocked: BudgetExceededError | undefined;
}

/** Creates the splitter of a run. */
export function createDrafts(
  { service, calls, shared }: OpenService,
  {
    queue,
    limits,
    outcomes,
    run,
  }: {
    readonly queue: ItemQueue;
    readonly limits: PartLimits;
    readonly outcomes: OutcomeWriter;
    readonly run: string;
  },
): Drafts {
  const open = new Map<string, Draft>();
  let blocked: BudgetExceededError | undefined;

  async function build(item: PartItem): Promise<BuiltCall & { readonly endpoint: string }> {
    if (item.error) throw item.error as Error;
    const built = await calls.build(toRunCall(item, shared));
    const endpoint = service.endpoint(built.url, built.headers);
    if (endpoint === undefined) {
      throw new UnsupportedError(`The batch API does not accept requests to ${new URL(built.url).pathname}.`);
    }
    if (
      /"stream":true[,}]/.test(built.body.slice(-2000)) &&
      (JSON.parse(built.body) as { stream?: unknown }).stream === true
    ) {
      throw new UnsupportedError(
        `The model '${built.model}' only streams its answers, so it cannot be used in a batch.`,
      );
    }
    return { ...built, endpoint };
  }

  async function add(item: PartItem): Promise<Draft | undefined> {
    const built = await build(item);
    const id = requestId(run, item);
    const bytes = Buffer.byteLength(built.body) + frameBytes;
    if (bytes > limits.bytes) {
      throw new UnsupportedError(
        `The request has ${bytes} bytes, and a batch at most ${limits.bytes}. Shorten the item.`,
      );
    }
    const tokens = limits.tokens === undefined ? 0 : await built.tokens();
    item.hold ??= await built.reserve();
    const group = service.limits.models === 'one' ? `${built.endpoint} ${built.model}` : built.endpoint;
    const current = open.get(group);
    const fits = current !== undefined && hasRoom(current, bytes, tokens, limits);
    const draft: Draft = fits ? current : { requests: [], items: new Map(), bytes: 0, tokens: 0 };
    draft.requests.push({ id, model: built.model, endpoint: built.endpoint, body: built.body });
    draft.items.set(id, item);
    draft.bytes += bytes;
    draft.tokens += tokens;
    open.set(group, draft);
    return fits ? undefined : current;
  }

  return {
    get blocked() {
      return blocked;
    },
    async next() {
      blocked = undefined;
      for (let item = await queue.next(); item; item = await queue.next()) {
        try {
          const full = await add(item);
          if (full) return full;
        } catch (error) {
          if (error instanceof BudgetExceededError) {
            queue.unshift(item);
            blocked = error;
            break;
          }
          outcomes.refuse(item, error);
        }
      }
      for (const [group, draft] of open) {
        open.delete(group);
        return draft;
      }
      return undefined;
    },
  };
}

function hasRoom({ requests, ...draft }: Draft, bytes: number, tokens: number, limits: PartLimits): boolean {
  if (requests.length >= limits.lines || draft.bytes + bytes > limits.bytes) return false;
  return limits.tokens === undefined || draft.tokens + tokens <= limits.tokens;
}
