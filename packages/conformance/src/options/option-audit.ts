import { isDeepStrictEqual } from 'node:util';
import { type GenerateOptions, LLMClient, type ModelInfo, type Provider, UnsupportedError } from '@rephysco/core';
import { providers } from '../providers.ts';
import { type Body, cannedService, type Sent, type Wire } from './canned-service.ts';
import type { OptionCase } from './option-case.ts';
import { optionCases } from './option-cases.ts';

/** Effect of an option: its value was sent, a warning named it, the call threw, or it was dropped silently. */
export type Outcome = 'sent' | 'warned' | 'refused' | 'silent';

/** Result for one option of one model over one protocol. */
export interface Finding {
  readonly provider: string;
  readonly model: string;
  readonly wire: Wire;
  /** `true` if the service has removed the model. */
  readonly retired: boolean;
  readonly option: OptionCase;
  readonly outcome: Outcome;
  /** Sent body fields, for messages. */
  readonly detail: string;
}

interface Asked {
  readonly sent: Sent | undefined;
  readonly warnings: readonly string[];
  readonly error?: unknown;
}

const prompt = 'Name a tree.';

/** Returns the effect of every option for each model of every provider, over each of its protocols. */
export async function auditOptions(): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { definition } of providers) {
    const apis = definition.apis && definition.apis.length > 1 ? definition.apis : [undefined];
    for (const api of apis) {
      const sent: Sent[] = [];
      const provider = definition.create({ apiKey: 'made-up', fetch: cannedService(sent), ...(api && { api }) });
      const chat = Object.values(definition.models).filter(({ kind }) => kind !== 'embedding');
      for (const { id } of chat) findings.push(...(await auditModel(provider, id, sent)));
    }
  }
  return findings;
}

async function auditModel(provider: Provider, model: string, sent: Sent[]): Promise<readonly Finding[]> {
  const client = new LLMClient({ provider, model, enableRetries: false });
  const ask = async (options: Partial<GenerateOptions>): Promise<Asked> => {
    const before = sent.length;
    try {
      const answer = await client.generate({ prompt, ...options, stream: false });
      return { sent: sent[before], warnings: answer.warnings };
    } catch (error) {
      return { sent: sent[before], warnings: [], error };
    }
  };
  const bases = new Map<OptionCase['beside'], Asked>([[undefined, await ask({})]]);
  const findings: Finding[] = [];
  for (const option of optionCases) {
    const { beside } = option;
    const base = bases.get(beside) ?? (await ask(beside ?? {}));
    bases.set(beside, base);
    const asked = await ask({ ...beside, ...option.options });
    const wire = asked.sent?.wire ?? base.sent?.wire ?? 'chat';
    const info = provider.model(model);
    const retired = info.status === 'retired';
    findings.push({ provider: provider.name, model, wire, retired, option, ...judge(option, base, asked, info) });
  }
  await client.close();
  return findings;
}

/** Fields that change how an answer is sent or its default length, but not its content. */
const transport: ReadonlySet<string> = new Set(['stream', 'stream_options']);

/** Claude models that think only on request, so that nothing must be sent to turn thinking off. */
const thinksOnRequest = /^claude-\w+-4\b/;

function judge(option: OptionCase, base: Asked, asked: Asked, model: ModelInfo): Pick<Finding, 'outcome' | 'detail'> {
  const detail = JSON.stringify({ body: asked.sent?.body, base: base.sent?.body, warnings: asked.warnings });
  if (asked.error instanceof UnsupportedError && option.throws) return { outcome: 'refused', detail };
  if (asked.error !== undefined) return { outcome: 'silent', detail: `${String(asked.error)} ${detail}` };
  const news = asked.warnings.filter((warning) => !base.warnings.includes(warning));
  if (news.some((warning) => option.names.some((name) => warning.includes(`'${name}'`)))) {
    return { outcome: 'warned', detail };
  }
  const { sent } = asked;
  if (!sent || !base.sent) return { outcome: 'silent', detail };
  if (option.texts) {
    const json = JSON.stringify(sent.body);
    return { outcome: option.texts.every((text) => json.includes(text)) ? 'sent' : 'silent', detail };
  }
  const isOff =
    /^reasoning\.\w+ (?:none|0)$/.test(option.name) && (model.reasoning === 'none' || thinksOnRequest.test(model.id));
  const alternatives = [...(option.fields?.[sent.wire] ?? []), ...(isOff ? [{}] : [])];
  const found = plainBody(sent.body, option);
  const isSent = alternatives.some((each) => isDeepStrictEqual(found, plainBody(merge(base.sent?.body, each), option)));
  return { outcome: isSent ? 'sent' : 'silent', detail };
}

function plainBody(body: Body, option: OptionCase): Body {
  const limit = option.options.maxTokens === undefined ? ['max_tokens'] : [];
  return Object.fromEntries(Object.entries(body).filter(([name]) => !transport.has(name) && !limit.includes(name)));
}

function merge(one: unknown, other: unknown): Body {
  const merged: Record<string, unknown> = { ...(one as Body) };
  for (const [name, value] of Object.entries(other as Body)) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    const old = merged[name];
    merged[name] = isObject && typeof old === 'object' && old !== null ? merge(old, value) : value;
  }
  return merged;
}
