import { type ProviderPackage, providers } from '../providers.ts';

/** One call of a script. */
export interface ScriptCall {
  readonly prompt: string;
  readonly maxTokens: number;
  readonly stream: boolean;
  /** Faults of the call's requests, in sequence. */
  readonly faults: readonly string[];
  /** Number of events after which the caller aborts, if it does. 0 aborts before the first event. */
  readonly abortAfter: number | undefined;
}

/** Random calls to one model. The same seed produces the same script on every machine. */
export interface LedgerScript {
  readonly seed: number;
  readonly provider: string;
  readonly model: string;
  readonly calls: readonly ScriptCall[];
}

/** Failures before the service processed the request, which it does not bill, and after it, which it bills. */
const refusals = ['429-ms@0', '503', 'quota', '400', 'refused'];
const interruptions = ['cut@2', 'end@3', 'error-in-stream@2', 'truncated@1'];

const words =
  'river bridge ferry harbour lantern orchard Pferd maison ancient quickly seventeen weather of and to'.split(' ');

/** Returns a multiplicative generator of numbers below a bound. */
function numbers(seed: number): (below: number) => number {
  let state = (seed + 1) * 7919;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** Returns the names of available text models with a known price. */
function modelsOf({ definition }: ProviderPackage): readonly string[] {
  const { region } = definition.create({ apiKey: 'made-up' });
  return Object.values(definition.models)
    .filter(({ status, output = ['text'], prices = [] }) => {
      const here = prices.filter((price) => price.region === undefined || price.region === region);
      return (
        output.join() === 'text' && status !== 'retired' && here.some(({ input, output }) => input > 0 && output > 0)
      );
    })
    .map(({ id }) => id);
}

const models = providers.map((each) => [each.definition.name, modelsOf(each)] as const);

/** Returns the script of a seed with three to eight calls. In every tenth script, the last call is aborted. */
export function ledgerScript(seed: number): LedgerScript {
  const below = numbers(seed);
  const [provider, known] = models[below(models.length)] ?? ['', []];
  const model = known[below(known.length)] ?? '';
  const calls = Array.from({ length: 3 + below(6) }, () => callOf(below));
  const last = calls.at(-1);
  const isAborted = below(10) === 0;
  if (!last || !isAborted) return { seed, provider, model, calls };
  const aborted = { ...last, stream: true, faults: [], abortAfter: below(12) };
  return { seed, provider, model, calls: [...calls.slice(0, -1), aborted] };
}

function callOf(below: (bound: number) => number): ScriptCall {
  const length = 20 + below(400);
  const text = Array.from({ length }, () => words[below(words.length)]).join(' ');
  const isFaulty = below(24) === 0;
  const kind = below(4) === 0 ? interruptions : refusals;
  return {
    prompt: `Say something in ${10 + below(200)} words about this: ${text}.`,
    maxTokens: 16 + below(240),
    stream: below(2) === 0,
    faults: isFaulty ? [kind[below(kind.length)] ?? '503'] : [],
    abortAfter: undefined,
  };
}
