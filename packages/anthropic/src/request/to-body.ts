import { type Message, type ModelInfo, messageParts } from '@rephysco/core';
import {
  asList,
  asNumber,
  asObject,
  asText,
  cacheLifetime,
  fitSchema,
  type GenerateRequest,
  leftOut,
  type ModelParameter,
  notEnforced,
  type PlainParameters,
  pastMediaWarnings,
  pick,
  plainParameters,
  present,
  type RequestBody,
  requestModel,
  schemaInstruction,
  systemText,
  type WireObject,
  withMarks,
} from '@rephysco/core/provider';
import { anthropicModels, traitsOf } from '../models.ts';
import { apiVersion, name, versionWithoutSampling } from '../service/environment.ts';
import { isUploaded, keptOf, toUserBlock } from './to-block.ts';
import { toMessages } from './to-messages.ts';
import { toThinking } from './to-thinking.ts';
import { schemaRules, toTools } from './to-tools.ts';

/** Body of the Messages API, with headers of the call and warnings about omitted options. */
export interface Body extends RequestBody {
  /** Version of the API, if the call names one, and betas. They replace the headers of the client. */
  readonly overrides: Readonly<Record<string, string>>;
}

/**
 * Default values of `max_tokens`, which the API requires. `unknown`: for a model with an unknown limit. `whole`: for an
 * answer without streaming, because connections without traffic are closed after 10 minutes. `besideThinking`: in
 * addition to a thinking budget.
 */
const limits = { unknown: 32_000, whole: 21_333, besideThinking: 8192 };

/**
 * Returns the body of a request. Without the option, `max_tokens` is the limit of the model.
 *
 * @param version default version of the API
 */
export function toBody(request: GenerateRequest, version: string = apiVersion): Body {
  const { schema, stream } = request;
  const model = requestModel(request, anthropicModels);
  const { overrides, options } = splitOptions(request);
  const { tools: ownTools, output_config: ownConfig, ...others } = options;
  const { isNewest } = traitsOf(model.id);
  const thinking = toThinking(request, model);
  const warnings = [...thinking.warnings, ...pastMediaWarnings(request.messages)];
  const ttl = cacheLifetime(request, [300, 3600], warnings);
  const cache_control = { type: 'ephemeral', ...(ttl > 300 && { ttl: '1h' }) };
  const messages = withMarks(request.messages, name, { cache_control });
  const tools = toTools(request, !isNewest, ownTools, warnings);
  const { type, budget_tokens: budget } = asObject(options.thinking ?? thinking.thinking) ?? {};
  const thinks = type !== undefined && type !== 'disabled';
  const isLater = (overrides['anthropic-version'] ?? version) >= versionWithoutSampling;
  const plain = toPlain(request, model, thinks || isLater);
  const fitted = schema && fitSchema(schema, { rules: schemaRules, model: request.model });
  const enforced = fitted?.strict === true && model.structuredOutput !== 'json_object';
  const config = {
    ...present({ effort: thinking.effort }),
    ...(enforced && { format: { type: 'json_schema', schema: fitted.schema } }),
    ...asObject(ownConfig),
  };
  if (fitted && !enforced) warnings.push(notEnforced(request.model, 'an instruction'));
  const whole = stream ? Number.POSITIVE_INFINITY : limits.whole;
  const room = Math.max(whole, (asNumber(budget) ?? 0) + limits.besideThinking);
  const system = toSystem(messages, fitted && !enforced ? schemaInstruction(schema) : '');
  const body: WireObject = {
    model: request.model,
    max_tokens: Math.min(model.maxOutputTokens ?? limits.unknown, room),
    ...(system !== '' && { system }),
    messages: toMessages(messages, (from) => type !== 'disabled' && (!isNewest || undated(from) === undated(model.id))),
    ...plain.parameters,
    ...tools,
    ...present({ thinking: thinking.thinking }),
    ...(Object.keys(config).length > 0 && { output_config: config }),
    ...(request.promptCache && { cache_control }),
    ...toTier(request, warnings),
    ...toContainer(request, tools.tools),
    ...(stream && { stream: true }),
    ...others,
  };
  return { body, overrides, warnings: [...plain.warnings, ...warnings], wrapped: enforced && fitted.wrapped };
}

/** Returns the name of a model without its date. */
const undated = (model: unknown): string => String(model).replace(/-\d{8}$/, '');

/** Fields of a body that the method `count_tokens` accepts. */
const counted = ['model', 'system', 'messages', 'tools', 'tool_choice', 'thinking', 'output_config', 'cache_control'];

/** Returns the body of the request that counts input tokens. */
export const toCountBody = (body: WireObject): WireObject => pick(body, counted);

/** Splits the `providerOptions` of a request into headers and body fields. */
function splitOptions(request: GenerateRequest): Pick<Body, 'overrides'> & { readonly options: WireObject } {
  const { providerOptions = {}, messages } = request;
  const { betas, 'anthropic-beta': beta, 'anthropic-version': version, ...options } = providerOptions;
  // Every recorded request with an uploaded file names this beta.
  const files = messages.some((message) => messageParts(message).some(isUploaded)) && 'files-api-2025-04-14';
  const named = [...asList(betas), ...asList(beta), asText(beta), files].filter(Boolean).join(',');
  return { overrides: present({ 'anthropic-version': asText(version), 'anthropic-beta': asText(named) }), options };
}

const fields = {
  temperature: 'temperature',
  topP: 'top_p',
  maxTokens: 'max_tokens',
  stop: 'stop_sequences',
  seed: 'seed',
};

/** Returns the plain options. Many models reject sampling parameters, all of them while they think. */
function toPlain(request: GenerateRequest, { id, refuses = [] }: ModelInfo, noSampling: boolean): PlainParameters {
  const { temperature, stop, model } = request;
  const { sampling } = traitsOf(id);
  const one: ModelParameter[] = sampling === 'one' && temperature !== undefined ? ['topP'] : [];
  const refused: ModelParameter[] = sampling === 'none' || noSampling ? ['temperature', 'topP'] : one;
  const stops = stop?.filter((text) => text.trim() !== '');
  const sent = { ...request, stop: stops?.length === 0 ? undefined : stops };
  const plain = plainParameters(sent, fields, [...refuses, 'seed', ...refused]);
  const blank = `${model} does not support blank texts in 'stop'; they were left out.`;
  return stops?.length === stop?.length ? plain : { ...plain, warnings: [...plain.warnings, blank] };
}

/** Returns the prompt of the system: a text, or blocks if a part has a field of its own, such as a mark of the cache. */
function toSystem(messages: readonly Message[], instruction: string): string | readonly WireObject[] {
  const parts = messages.filter(({ role }) => role === 'system').flatMap(messageParts);
  if (parts.every((part) => Object.keys(keptOf(part)).length === 0)) return systemText(messages, instruction);
  return [...parts, { type: 'text', text: instruction } as const].flatMap((part) => toUserBlock(part, false));
}

/** Returns the field for the tier. There is no tier `flex`, because only batches are cheaper. */
function toTier({ promptCache, tier, model, logprobs }: GenerateRequest, warnings: string[]): WireObject {
  if (promptCache?.key !== undefined) warnings.push(leftOut(model, 'promptCache.key'));
  if (logprobs !== undefined && logprobs !== false) warnings.push(leftOut(model, 'logprobs'));
  if (tier === 'flex') warnings.push(`${model} has no tier 'flex'; 'tier' was left out.`);
  return present({ service_tier: tier === 'default' ? 'standard_only' : tier === 'priority' ? 'auto' : undefined });
}

/** Returns the container of the latest answer that ran code, so that code continues there, unless it has expired. */
function toContainer({ messages }: GenerateRequest, tools: unknown): WireObject {
  if (!asList(tools).some((tool) => /^code_execution/.test(String(asObject(tool)?.type)))) return {};
  const containers = messages.flatMap(messageParts).map((part) => asObject(keptOf(part).container));
  const { id, expires_at } = containers.findLast((each) => each !== undefined) ?? {};
  const isOver = typeof expires_at === 'string' && Date.parse(expires_at) <= Date.now();
  return asText(id) !== undefined && !isOver ? { container: id } : {};
}
