import type { ModelInfo, ToolChoice } from '@rephysco/core';
import {
  type GenerateRequest,
  pastMediaWarnings,
  toParameters as toToolParameters,
  toToolSchema,
  uniqueCallIds,
  type WireObject,
} from '@rephysco/core/provider';
import { type Body, fit, refusedParameters } from '../chat/to-body.ts';
import { toReasoning } from '../chat/to-reasoning.ts';
import type { Dialect, Quirks } from '../dialect.ts';
import { toFeatures, toResponseTools, withTools } from '../features.ts';
import { toInput } from './to-input.ts';

/**
 * Returns the body of a request to `/responses`. The service stores nothing: each request contains the history,
 * including the encrypted reasoning that models return for this purpose.
 */
export function toResponseBody(request: GenerateRequest, model: ModelInfo, dialect: Dialect): Body {
  const { quirks = {} } = dialect;
  const { strictJsonSchema, ...options } = request.providerOptions ?? {};
  const { parameters, warnings } = toParameters(request, model);
  const style = { systemRole: model.systemRole ?? 'system', provider: dialect.name };
  const thinks = model.reasoning !== undefined && model.reasoning !== 'none';
  const thinking = toReasoning(request, model, quirks);
  const effort = thinking.fields.reasoning_effort;
  const fitted = fit(request, quirks, strictJsonSchema);
  const features = toFeatures(request, dialect, 'responses');
  const { include = [], ...otherFeatures } = features.fields;
  const included = [...(thinks ? ['reasoning.encrypted_content'] : []), ...(include as readonly string[])];
  const body: WireObject = {
    model: request.model,
    input: uniqueCallIds(request.messages).flatMap((message) => toInput(message, style)),
    ...parameters,
    ...toTools(request, quirks),
    ...(fitted && {
      text: { format: { type: 'json_schema', name: 'answer', schema: fitted.schema, strict: fitted.strict } },
    }),
    ...(effort !== undefined && { reasoning: { effort, ...(effort !== 'none' && { summary: 'auto' }) } }),
    store: false,
    ...otherFeatures,
    ...(included.length > 0 && { include: included }),
    ...(request.stream && { stream: true }),
  };
  const left = pastMediaWarnings(request.messages);
  return {
    body: { ...body, ...withTools(options, body) },
    warnings: [...warnings, ...features.warnings, ...thinking.warnings, ...left, ...(fitted?.warnings ?? [])],
    ...(fitted?.wrapped && { wrapped: true }),
  };
}

/** Returns the plain parameters. This protocol has no `stop` and no `seed`. */
function toParameters(request: GenerateRequest, model: ModelInfo): { parameters: WireObject; warnings: string[] } {
  const { temperature, topP, maxTokens, stop, seed } = request;
  const refused = refusedParameters(request, model);
  const wanted = [
    ['temperature', 'temperature', temperature],
    ['topP', 'top_p', topP],
    ['maxTokens', 'max_output_tokens', maxTokens],
    ['stop', undefined, stop],
    ['seed', undefined, seed],
  ] as const;
  const set = wanted.filter(([, , value]) => value !== undefined);
  const sent = set.filter(([name, field]) => field !== undefined && !refused.has(name));
  const left = set.filter((each) => !sent.includes(each));
  return {
    parameters: Object.fromEntries(sent.map(([, field, value]) => [field, value])),
    warnings: left.map(([name]) => `${request.model} does not support '${name}' with this protocol; it was left out.`),
  };
}

function toTools(request: GenerateRequest, { strict: rules }: Quirks): WireObject {
  const { tools = [], toolChoice } = request;
  const provided = toResponseTools(request);
  if (tools.length + provided.length === 0) return {};
  return {
    // Sets `strict` explicitly. By default, this protocol makes every schema strict and rejects unsuitable ones.
    tools: [
      ...tools.map(({ strict = false, ...tool }) => ({
        type: 'function',
        ...tool,
        parameters: toToolSchema(toToolParameters(tool.parameters), strict, rules).schema,
        strict,
      })),
      ...provided,
    ],
    ...(toolChoice !== undefined && { tool_choice: toToolChoice(toolChoice) }),
  };
}

function toToolChoice(choice: ToolChoice): unknown {
  return typeof choice === 'string' ? choice : { type: 'function', name: choice.name };
}
