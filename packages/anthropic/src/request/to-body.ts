import { type ModelInfo, messageParts } from '@rephysco/core';
import {
  asList,
  asNumber,
  asObject,
  asText,
  fitSchema,
  type GenerateRequest,
  type ModelParameter,
  notEnforced,
  type PlainParameters,
  pastMediaWarnings,
  plainParameters,
  requestModel,
  schemaInstruction,
  systemText,
  type WireObject,
} from '@rephysco/core/provider';
import { anthropicModels, traitsOf } from '../models.ts';
import { keptOf } from '../response/provider-data.ts';
import { versionWithoutSampling } from '../service/environment.ts';
import { isUploaded } from './to-block.ts';
import { toMessages } from './to-messages.ts';
import { toThinking } from './to-thinking.ts';
import { schemaRules, toTools } from './to-tools.ts';

/** Body of the Messages API, with the headers of the call and warnings about omitted options. */
export interface Body {
  readonly body: WireObject;
  /** Version of the API, if the call names one, and betas. */
  readonly headers: { readonly version?: string | undefined; readonly betas: readonly string[] };
  readonly warnings: readonly string[];
  /** `true` if the answer is wrapped in an object, because the root of its schema is not an object. */
  readonly wrapped: boolean;
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
export function toBody(request: GenerateRequest, version: string): Body {
  const { schema, stream, messages } = request;
  const model = requestModel(request, anthropicModels);
  const { headers, options } = splitOptions(request);
  const { tools: ownTools, output_config: ownConfig, ...others } = options;
  const { isNewest } = traitsOf(model.id);
  const thinking = toThinking(request, model);
  const warnings = [...thinking.warnings, ...pastMediaWarnings(messages)];
  const tools = toTools(request, !isNewest, ownTools, warnings);
  const { type, budget_tokens: budget } = asObject(options.thinking ?? thinking.thinking) ?? {};
  const thinks = type !== undefined && type !== 'disabled';
  const plain = toPlain(request, model, headers.version ?? version, thinks);
  const fitted = schema && fitSchema(schema, { rules: schemaRules, model: request.model });
  const enforced = fitted?.strict === true && model.structuredOutput !== 'json_object';
  const config = {
    ...(thinking.effort !== undefined && { effort: thinking.effort }),
    ...(enforced && { format: { type: 'json_schema', schema: fitted.schema } }),
    ...asObject(ownConfig),
  };
  if (fitted && !enforced) warnings.push(notEnforced(request.model, 'an instruction'));
  const room = Math.max(
    stream ? Number.POSITIVE_INFINITY : limits.whole,
    (asNumber(budget) ?? 0) + limits.besideThinking,
  );
  const system = systemText(messages, fitted && !enforced ? schemaInstruction(schema) : '');
  const body: WireObject = {
    model: request.model,
    max_tokens: Math.min(model.maxOutputTokens ?? limits.unknown, room),
    ...(system !== '' && { system }),
    messages: toMessages(messages, (from) => type !== 'disabled' && (!isNewest || undated(from) === undated(model.id))),
    ...plain.parameters,
    ...tools,
    ...(thinking.thinking && { thinking: thinking.thinking }),
    ...(Object.keys(config).length > 0 && { output_config: config }),
    ...toCacheAndTier(request, warnings),
    ...toContainer(request, tools.tools),
    ...(stream && { stream: true }),
    ...others,
  };
  return { body, headers, warnings: [...plain.warnings, ...warnings], wrapped: enforced && fitted.wrapped };
}

/** Returns the name of a model without its date. */
const undated = (model: unknown): string => String(model).replace(/-\d{8}$/, '');

/** Fields of a body that the method `count_tokens` accepts. */
const counted = /^(?:model|system|messages|tools|tool_choice|thinking|output_config|cache_control)$/;

/** Returns the request that counts input tokens. */
export const toCountBody = ({ body, headers }: Body): Pick<Body, 'body' | 'headers'> => {
  return { headers, body: Object.fromEntries(Object.entries(body).filter(([field]) => counted.test(field))) };
};

/** Splits the `providerOptions` of a request into headers and body fields. */
function splitOptions(request: GenerateRequest): Pick<Body, 'headers'> & { options: WireObject } {
  const { providerOptions = {}, messages } = request;
  const { betas, 'anthropic-beta': beta, 'anthropic-version': version, ...options } = providerOptions;
  const named = [...asList(betas), ...asList(beta), ...(asText(beta)?.split(/\s*,\s*/) ?? [])].map(String);
  // Every recorded request with an uploaded file names this beta.
  const files = messages.some((message) => messageParts(message).some(isUploaded)) ? ['files-api-2025-04-14'] : [];
  return { headers: { version: asText(version), betas: [...named, ...files] }, options };
}

const fields = {
  temperature: 'temperature',
  topP: 'top_p',
  maxTokens: 'max_tokens',
  stop: 'stop_sequences',
  seed: 'seed',
};

/** Returns the plain options. Many models reject sampling parameters, all of them while they think. */
function toPlain(
  request: GenerateRequest,
  { id, refuses = [] }: ModelInfo,
  version: string,
  thinks: boolean,
): PlainParameters {
  const { temperature, stop, model } = request;
  const { sampling } = traitsOf(id);
  const refusesAll = sampling === 'none' || thinks || version >= versionWithoutSampling;
  const refusesOne = sampling === 'one' && temperature !== undefined;
  const refused: ModelParameter[] = refusesAll ? ['temperature', 'topP'] : refusesOne ? ['topP'] : [];
  const stops = stop?.filter((text) => text.trim() !== '');
  const plain = plainParameters({ ...request, stop: stops?.length === 0 ? undefined : stops }, fields, [
    ...refuses,
    'seed',
    ...refused,
  ]);
  const blank = `${model} does not support blank texts in 'stop'; they were left out.`;
  return stops?.length === stop?.length ? plain : { ...plain, warnings: [...plain.warnings, blank] };
}

/**
 * Returns the fields for cache and tier. Cache entries live for 5 minutes or 1 hour. There is no tier `flex`, because
 * only batches are cheaper.
 */
function toCacheAndTier({ promptCache, tier, model, logprobs }: GenerateRequest, warnings: string[]): WireObject {
  const { key, ttl = 300 } = promptCache ?? {};
  if (key !== undefined) warnings.push(`${model} needs no key for its cache; 'promptCache.key' was left out.`);
  if (ttl !== 300 && ttl !== 3600) {
    warnings.push(`${model} keeps prompts for 300 or 3600 s: 'promptCache.ttl' became ${ttl > 300 ? 3600 : 300} s.`);
  }
  if (logprobs !== undefined && logprobs !== false) {
    warnings.push(`${model} does not support 'logprobs'; it was left out.`);
  }
  const cache = { type: 'ephemeral', ...(ttl > 300 && { ttl: '1h' }) };
  if (tier === 'flex') warnings.push(`${model} has no tier 'flex'; 'tier' was left out.`);
  const known = tier === 'default' ? 'standard_only' : tier === 'priority' ? 'auto' : undefined;
  return { ...(promptCache && { cache_control: cache }), ...(known !== undefined && { service_tier: known }) };
}

/** Returns the container of the latest answer that ran code, so that code continues there, unless it has expired. */
function toContainer({ messages }: GenerateRequest, tools: unknown): WireObject {
  if (!asList(tools).some((tool) => /^code_execution/.test(String(asObject(tool)?.type)))) return {};
  const containers = messages.flatMap(messageParts).map((part) => asObject(keptOf(part).container));
  const { id, expires_at } = containers.findLast((each) => each !== undefined) ?? {};
  const isOver = typeof expires_at === 'string' && Date.parse(expires_at) <= Date.now();
  return asText(id) !== undefined && !isOver ? { container: id } : {};
}
