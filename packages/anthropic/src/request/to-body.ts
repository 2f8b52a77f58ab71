import { type GenerateRequest, type ModelInfo, messageParts, messageText } from '@rephysco/core';
import {
  asList,
  asObject,
  asText,
  fitSchema,
  type ModelParameter,
  pastMediaWarnings,
  plainParameters,
  type WireObject,
} from '@rephysco/core/provider';
import type { CallHeaders } from '../service/connection.ts';
import { versionWithoutSampling } from '../service/environment.ts';
import { isUploaded } from './to-block.ts';
import { containerOf, runsCode, toMessages, undated } from './to-messages.ts';
import { toThinking } from './to-thinking.ts';
import { schemaRules, toTools } from './to-tools.ts';
import { type Traits, traitsOf } from './traits.ts';

/** A body of the Messages API, the headers of the call, and warnings about what was left out. */
export interface Body {
  readonly body: WireObject;
  readonly headers: CallHeaders;
  readonly warnings: readonly string[];
  /** Whether the answer is wrapped into an object, because the root of the schema is not one. */
  readonly wrapped: boolean;
}

/** Default of `max_tokens`, which the API requires, for a model whose limit is unknown. */
const defaultLimit = 32_000;

/** Default of `max_tokens` for an answer that is not streamed: connections without traffic are closed after 10 minutes. */
const wholeLimit = 21_333;

/** Tokens of an answer beside a thinking budget. */
const answerRoom = 8192;

/**
 * Returns the body of a request. `max_tokens` is the limit of the model if the request does not set it.
 *
 * @param version of the API that the connection names
 */
export function toBody(request: GenerateRequest, model: ModelInfo, version: string): Body {
  const { headers, options } = splitOptions(request);
  const { tools: ownTools, output_config: ownConfig, ...others } = options;
  const traits = traitsOf(model);
  const thinking = toThinking(request, model);
  const tools = toTools(request, traits, ownTools);
  const { parameters, warnings } = toParameters(request, model, traits, headers.version ?? version, thinking.thinking);
  const fitted = request.schema && fitSchema(request.schema, { rules: schemaRules, model: request.model });
  const enforced = fitted?.strict === true && model.structuredOutput !== 'json_object';
  const instruction = fitted && !enforced ? instructionFor(request.schema) : '';
  const config = {
    ...(thinking.effort !== undefined && { effort: thinking.effort }),
    ...(enforced && { format: { type: 'json_schema', schema: fitted.schema } }),
    ...asObject(ownConfig),
  };
  const limit = request.stream ? Number.POSITIVE_INFINITY : wholeLimit;
  const room = Math.max(limit, (thinking.budget ?? 0) + answerRoom);
  const container = runsCode(ownTools) ? containerOf(request.messages) : undefined;
  const thinks = asObject(options.thinking ?? thinking.thinking)?.type !== 'disabled';
  const style = { model: undated(model.id), boundThinking: traits.boundThinking, thinks };
  const body: WireObject = {
    model: request.model,
    max_tokens: Math.min(model.maxOutputTokens ?? defaultLimit, room),
    ...toSystem(request, instruction),
    messages: toMessages(request.messages, style),
    ...parameters,
    ...tools.fields,
    ...(thinking.thinking && { thinking: thinking.thinking }),
    ...(Object.keys(config).length > 0 && { output_config: config }),
    ...(container !== undefined && { container }),
    ...(request.stream && { stream: true }),
    ...others,
  };
  return {
    body,
    headers,
    warnings: [...warnings, ...thinking.warnings, ...tools.warnings, ...pastMediaWarnings(request.messages)],
    wrapped: enforced && fitted.wrapped,
  };
}

/** Fields of a body that the method `count_tokens` accepts. */
const counted = new Set([
  'model',
  'system',
  'messages',
  'tools',
  'tool_choice',
  'thinking',
  'output_config',
  'cache_control',
]);

/** Returns the body of a request for the number of input tokens. */
export const toCountBody = (body: WireObject): WireObject =>
  Object.fromEntries(Object.entries(body).filter(([field]) => counted.has(field)));

/** Separates the options that are headers from those that are fields of the body. */
function splitOptions({ providerOptions = {}, messages }: GenerateRequest): {
  readonly headers: CallHeaders;
  readonly options: WireObject;
} {
  const { betas, 'anthropic-beta': beta, 'anthropic-version': version, ...options } = providerOptions;
  const named = [...asList(betas), ...asList(beta), ...(asText(beta)?.split(/\s*,\s*/) ?? [])].map(String);
  // Every recorded request with an uploaded file names this beta.
  const files = messages.some((message) => messageParts(message).some(isUploaded)) ? ['files-api-2025-04-14'] : [];
  return { headers: { version: asText(version), betas: [...new Set([...named, ...files])] }, options };
}

const instructionFor = (schema: unknown): string =>
  `Answer with JSON only, fitting this JSON Schema: ${JSON.stringify(schema)}`;

function toSystem({ messages }: GenerateRequest, instruction: string): WireObject {
  const texts = [...messages.filter(({ role }) => role === 'system').map(messageText), instruction];
  const system = texts.filter((text) => text.trim() !== '').join('\n\n');
  return system === '' ? {} : { system };
}

/** Returns the plain options. The service refuses sampling parameters of many models, and while a model thinks. */
function toParameters(
  request: GenerateRequest,
  model: ModelInfo,
  traits: Traits,
  version: string,
  thinking: WireObject | undefined,
): { readonly parameters: WireObject; readonly warnings: readonly string[] } {
  const { temperature, topP, maxTokens, stop, seed } = request;
  const stops = stop?.filter((text) => text.trim() !== '');
  const wanted = [
    ['temperature', 'temperature', temperature],
    ['topP', 'top_p', topP],
    ['maxTokens', 'max_tokens', maxTokens],
    ['stop', 'stop_sequences', stops?.length === 0 ? undefined : stops],
    ['seed', 'seed', seed],
  ] as const;
  const refused = new Set<ModelParameter>([...(model.refuses ?? []), 'seed']);
  const thinks = thinking !== undefined && thinking.type !== 'disabled';
  if (traits.sampling === 'none' || thinks || version >= versionWithoutSampling) {
    refused.add('temperature').add('topP');
  } else if (traits.sampling === 'one' && temperature !== undefined) refused.add('topP');
  const { parameters, warnings } = plainParameters(wanted, refused, request.model);
  const blank = stop !== undefined && stops?.length !== stop.length;
  const warning = `${request.model} does not take blank texts in 'stop'; they were left out.`;
  return { parameters, warnings: blank ? [...warnings, warning] : warnings };
}
