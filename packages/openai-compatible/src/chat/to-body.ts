import type { ModelInfo, ToolChoice } from '@rephysco/core';
import {
  asObject,
  type FittedSchema,
  fitSchema,
  type GenerateRequest,
  type ModelParameter,
  notEnforced,
  type PlainParameters,
  pastMediaWarnings,
  plainParameters,
  type RequestBody,
  schemaInstruction,
  toParameters,
  toToolSchema,
  uniqueCallIds,
  type WireObject,
} from '@rephysco/core/provider';
import type { Dialect, Quirks } from '../dialect.ts';
import { toFeatures, toProviderTools, withTools } from '../features.ts';
import { toMessages } from './to-message.ts';
import { toReasoning } from './to-reasoning.ts';

/** Body of a request, with warnings about omitted options. */
export type Body = RequestBody;

/** Facts of a dialect that determine a body. */
export type BodyDialect = Pick<Dialect, 'quirks' | 'body'> &
  Partial<Pick<Dialect, 'name' | 'features' | 'providerTools'>>;

/** Returns the body of a request to `/chat/completions`. It contains only options that were set. */
export function toBody(request: GenerateRequest, model: ModelInfo, dialect: BodyDialect): Body {
  const { quirks = {} } = dialect;
  const { strictJsonSchema, ...options } = request.providerOptions ?? {};
  const { parameters, warnings } = toPlainParameters(request, model, quirks);
  const thinking = toReasoning(request, model, quirks);
  const fitted = fit(request, quirks, strictJsonSchema);
  const format = fitted && toFormat(fitted, formatOf(model, quirks));
  const stream = request.stream || model.streamOnly === true;
  const features = toFeatures(request, dialect, 'chat');
  const body: WireObject = {
    model: request.model,
    messages: writeMessages(request, model, dialect, fitted),
    ...parameters,
    ...toTools(request, quirks),
    ...toProviderTools(request, dialect),
    ...features.fields,
    ...format,
    ...thinking.fields,
    ...(stream && { stream: true, ...(quirks.streamUsage !== false && { stream_options: { include_usage: true } }) }),
  };
  const last = dialect.body?.(body, request, model) ?? body;
  const left = pastMediaWarnings(request.messages);
  const enforces = formatOf(model, quirks) === 'json_schema';
  const loose = fitted && [notEnforced(request.model, 'JSON mode and an instruction')];
  const own = (enforces ? fitted?.warnings : loose) ?? [];
  const off = last.enable_thinking === false && body.enable_thinking !== false && isThinkingAsked(request);
  return {
    body: { ...last, ...withFormat(withTools(options, last), last, 'response_format') },
    warnings: [
      ...warnings,
      ...features.warnings,
      ...thinking.warnings,
      ...left,
      ...own,
      ...(off ? [notThinking(request.model)] : []),
    ],
    ...(fitted?.wrapped && { wrapped: true }),
  };
}

const isThinkingAsked = ({ reasoning }: GenerateRequest): boolean =>
  (reasoning?.effort ?? 'none') !== 'none' || (reasoning?.budget ?? 0) > 0;

const notThinking = (model: string): string =>
  `${model} cannot think in JSON mode or with a forced tool; 'reasoning' was left out.`;

/** Returns the schema of a request in the form that is sent. */
export function fit(
  { schema, model }: GenerateRequest,
  quirks: Quirks,
  strictJsonSchema: unknown,
): FittedSchema | undefined {
  if (!schema) return undefined;
  const strict = typeof strictJsonSchema === 'boolean' ? strictJsonSchema : undefined;
  return fitSchema(schema, { strict, model, ...(quirks.strict && { rules: quirks.strict }) });
}

/** Returns the caller's options. If their format has no schema, the schema of the request stays. */
export function withFormat(options: WireObject, body: WireObject, field: string): WireObject {
  const own = asObject(options[field]);
  const ours = asObject(body[field]);
  const schema = asObject(ours?.json_schema);
  const ownSchema = asObject(own?.json_schema);
  if (!schema || !ownSchema || ownSchema.schema !== undefined) return options;
  return { ...options, [field]: { ...ours, ...own, json_schema: { ...schema, ...ownSchema } } };
}

function writeMessages(
  request: GenerateRequest,
  model: ModelInfo,
  { quirks = {}, name = request.provider }: BodyDialect,
  fitted: FittedSchema | undefined,
): readonly WireObject[] {
  const style = { systemRole: model.systemRole ?? 'system', audioInput: quirks.audioInput, provider: name };
  const messages = uniqueCallIds(request.messages);
  const instruction = fitted && formatOf(model, quirks) !== 'json_schema' ? [instructionFor(fitted.schema)] : [];
  return toMessages([...instruction, ...messages], style, quirks.systemAnywhere === true);
}

const instructionFor = (schema: WireObject): { readonly role: 'system'; readonly content: string } => ({
  role: 'system',
  content: schemaInstruction(schema),
});

/** Returns the plain parameters. Omits those that the model rejects, each with a warning. */
function toPlainParameters(request: GenerateRequest, model: ModelInfo, quirks: Quirks): PlainParameters {
  const maxTokens = quirks.maxTokens ?? 'max_tokens';
  const fields = { temperature: 'temperature', topP: 'top_p', maxTokens, stop: 'stop', seed: 'seed' };
  return plainParameters(request, fields, refusedParameters(request, model));
}

/** Returns the parameters that a model rejects for a request. Some are rejected only while the model thinks. */
export function refusedParameters({ reasoning }: GenerateRequest, model: ModelInfo): ReadonlySet<ModelParameter> {
  const thinks = (reasoning?.effort ?? model.defaultEffort) !== 'none';
  return new Set([...(model.refuses ?? []), ...(thinks ? (model.refusesWhileThinking ?? []) : [])]);
}

function toTools({ tools, toolChoice }: GenerateRequest, { strict: rules }: Quirks): WireObject {
  if (!tools || tools.length === 0) return {};
  return {
    tools: tools.map((tool) => ({
      type: 'function',
      function: { ...tool, parameters: toToolSchema(toParameters(tool.parameters), tool.strict, rules).schema },
    })),
    ...(toolChoice !== undefined && { tool_choice: toToolChoice(toolChoice) }),
  };
}

function toToolChoice(choice: ToolChoice): unknown {
  return typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } };
}

const formatOf = (model: ModelInfo, quirks: Quirks): string =>
  model.structuredOutput ?? quirks.structuredOutput ?? 'json_schema';

function toFormat({ schema, strict }: FittedSchema, format: string): WireObject {
  if (format === 'json_object') return { response_format: { type: 'json_object' } };
  return { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict } } };
}
