import type { GenerateRequest, JSONSchema, ModelInfo, ToolChoice } from '@rephysco/core';
import type { ModelParameter, WireObject } from '@rephysco/core/provider';
import type { Dialect, Quirks } from '../dialect.ts';
import { ownMediaWarnings } from './past-media-notes.ts';
import { isStrictSchema } from './strict-schema.ts';
import { toMessage } from './to-message.ts';
import { toReasoning } from './to-reasoning.ts';

/** A body for `/chat/completions`, and what was left out of it. */
export interface Body {
  readonly body: WireObject;
  readonly warnings: readonly string[];
}

/** The body of a request. Only what was set is in it. */
export function toBody(request: GenerateRequest, model: ModelInfo, dialect: Pick<Dialect, 'quirks' | 'body'>): Body {
  const { quirks = {} } = dialect;
  const { parameters, warnings } = toParameters(request, model, quirks);
  const thinking = toReasoning(request, model, quirks);
  const stream = request.stream || model.streamOnly === true;
  const body: WireObject = {
    model: request.model,
    messages: toMessages(request, model, quirks),
    ...parameters,
    ...toTools(request),
    ...toFormat(request, model, quirks),
    ...thinking.fields,
    ...(stream && { stream: true, ...(quirks.streamUsage !== false && { stream_options: { include_usage: true } }) }),
  };
  const last = dialect.body?.(body, request, model) ?? body;
  const left = ownMediaWarnings(request.messages);
  return { body: { ...last, ...request.providerOptions }, warnings: [...warnings, ...thinking.warnings, ...left] };
}

function toMessages(request: GenerateRequest, model: ModelInfo, quirks: Quirks): readonly WireObject[] {
  const style = { systemRole: model.systemRole ?? 'system', audioInput: quirks.audioInput };
  const messages = request.messages.flatMap((message) => toMessage(message, style));
  if (!request.schema || formatOf(model, quirks) === 'json_schema') return messages;
  const instruction = `Answer with JSON only, fitting this JSON Schema: ${JSON.stringify(request.schema)}`;
  return [{ role: style.systemRole, content: instruction }, ...messages];
}

/** Plain parameters. Those that the model refuses are left out, with a warning that says so. */
function toParameters(
  request: GenerateRequest,
  model: ModelInfo,
  quirks: Quirks,
): { parameters: WireObject; warnings: string[] } {
  const { temperature, topP, maxTokens, stop, seed } = request;
  const wanted: readonly (readonly [ModelParameter, string, unknown])[] = [
    ['temperature', 'temperature', temperature],
    ['topP', 'top_p', topP],
    ['maxTokens', quirks.maxTokens ?? 'max_tokens', maxTokens],
    ['stop', 'stop', stop],
    ['seed', 'seed', seed],
  ];
  const refused = refusedParameters(request, model);
  const set = wanted.filter(([, , value]) => value !== undefined);
  return {
    parameters: Object.fromEntries(
      set.filter(([name]) => !refused.has(name)).map(([, field, value]) => [field, value]),
    ),
    warnings: set.flatMap(([name]) =>
      refused.has(name) ? [`${request.model} does not take '${name}'; it was left out.`] : [],
    ),
  };
}

/** The parameters that a model refuses for a request; some models refuse some of them only while they think. */
export function refusedParameters({ reasoning }: GenerateRequest, model: ModelInfo): ReadonlySet<ModelParameter> {
  const thinks = (reasoning?.effort ?? model.defaultEffort) !== 'none';
  return new Set([...(model.refuses ?? []), ...(thinks ? (model.refusesWhileThinking ?? []) : [])]);
}

function toTools({ tools, toolChoice }: GenerateRequest): WireObject {
  if (!tools || tools.length === 0) return {};
  return {
    tools: tools.map((tool) => ({ type: 'function', function: { ...tool } })),
    ...(toolChoice !== undefined && { tool_choice: toToolChoice(toolChoice) }),
  };
}

function toToolChoice(choice: ToolChoice): unknown {
  return typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } };
}

const formatOf = (model: ModelInfo, quirks: Quirks): string =>
  model.structuredOutput ?? quirks.structuredOutput ?? 'json_schema';

function toFormat({ schema }: GenerateRequest, model: ModelInfo, quirks: Quirks): WireObject {
  if (!schema) return {};
  if (formatOf(model, quirks) === 'json_object') return { response_format: { type: 'json_object' } };
  const named: JSONSchema = { name: 'answer', schema, strict: isStrictSchema(schema) };
  return { response_format: { type: 'json_schema', json_schema: named } };
}
