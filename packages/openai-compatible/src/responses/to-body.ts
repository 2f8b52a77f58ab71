import type { GenerateRequest, ModelInfo, ToolChoice } from '@rephysco/core';
import type { WireObject } from '@rephysco/core/provider';
import { ownMediaWarnings } from '../chat/past-media-notes.ts';
import { isStrictSchema } from '../chat/strict-schema.ts';
import { type Body, refusedParameters } from '../chat/to-body.ts';
import { toReasoning } from '../chat/to-reasoning.ts';
import type { Dialect } from '../dialect.ts';
import { toInput } from './to-input.ts';

/**
 * The body of a request to `/responses`. Nothing is stored at the service: a history travels with each request,
 * reasoning included, which models that think hand out encrypted for that purpose.
 */
export function toResponseBody(request: GenerateRequest, model: ModelInfo, dialect: Dialect): Body {
  const { parameters, warnings } = toParameters(request, model);
  const style = { systemRole: model.systemRole ?? 'system', provider: dialect.name };
  const thinks = model.reasoning !== undefined && model.reasoning !== 'none';
  const thinking = toReasoning(request, model, dialect.quirks ?? {});
  const effort = thinking.fields.reasoning_effort;
  const body: WireObject = {
    model: request.model,
    input: request.messages.flatMap((message) => toInput(message, style)),
    ...parameters,
    ...toTools(request),
    ...toFormat(request),
    ...(effort !== undefined && { reasoning: { effort, ...(effort !== 'none' && { summary: 'auto' }) } }),
    store: false,
    ...(thinks && { include: ['reasoning.encrypted_content'] }),
    ...(request.stream && { stream: true }),
  };
  const left = ownMediaWarnings(request.messages);
  return { body: { ...body, ...request.providerOptions }, warnings: [...warnings, ...thinking.warnings, ...left] };
}

/** Plain parameters; this protocol has no `stop` and no `seed`. */
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
    warnings: left.map(([name]) => `${request.model} does not take '${name}' here; it was left out.`),
  };
}

function toTools({ tools, toolChoice }: GenerateRequest): WireObject {
  if (!tools || tools.length === 0) return {};
  return {
    // Unless told otherwise, this protocol makes every schema strict, and refuses those that cannot be.
    tools: tools.map(({ strict = false, ...tool }) => ({ type: 'function', ...tool, strict })),
    ...(toolChoice !== undefined && { tool_choice: toToolChoice(toolChoice) }),
  };
}

function toToolChoice(choice: ToolChoice): unknown {
  return typeof choice === 'string' ? choice : { type: 'function', name: choice.name };
}

function toFormat({ schema }: GenerateRequest): WireObject {
  if (!schema) return {};
  return { text: { format: { type: 'json_schema', name: 'answer', schema, strict: isStrictSchema(schema) } } };
}
