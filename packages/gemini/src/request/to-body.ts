import { type GenerateRequest, type Message, type ModelInfo, messageText, type ToolChoice } from '@rephysco/core';
import { asObject, type ModelParameter, type WireObject } from '@rephysco/core/provider';
import { toContents } from './to-contents.ts';
import { controlOf, toThinking } from './to-thinking.ts';

/** A body for `generateContent`, and what was left out of it. */
export interface Body {
  readonly body: WireObject;
  readonly warnings: readonly string[];
}

/** The body of a request. Only what was set is in it; what the provider's options say comes last. */
export function toBody(request: GenerateRequest, model: ModelInfo): Body {
  const { parameters, warnings } = toParameters(request, model);
  const thinking = toThinking(request.reasoning, model);
  const { generationConfig: own, ...options } = request.providerOptions ?? {};
  const generationConfig = {
    ...parameters,
    ...toFormat(request),
    ...(thinking.config && { thinkingConfig: thinking.config }),
    ...asObject(own),
  };
  const body: WireObject = {
    ...toMessages(request.messages, model),
    ...toTools(request),
    ...(Object.keys(generationConfig).length > 0 && { generationConfig }),
    ...options,
  };
  return { body, warnings: [...warnings, ...thinking.warnings] };
}

function toMessages(messages: readonly Message[], model: ModelInfo): WireObject {
  const style = { signedCalls: controlOf(model) === 'level' };
  if (model.systemRole === 'user') {
    return {
      contents: toContents(
        messages.map((each) => ({ ...each, role: userRole(each) })),
        style,
      ),
    };
  }
  const prompts = messages.filter(({ role }) => role === 'system').map(messageText);
  const parts = prompts.filter((text) => text !== '').map((text) => ({ text }));
  return { ...(parts.length > 0 && { systemInstruction: { parts } }), contents: toContents(messages, style) };
}

const userRole = ({ role }: Message): Message['role'] => (role === 'system' ? 'user' : role);

/** Plain parameters. Those that the model refuses are left out, with a warning that says so. */
function toParameters(request: GenerateRequest, model: ModelInfo): { parameters: WireObject; warnings: string[] } {
  const { temperature, topP, maxTokens, stop, seed } = request;
  const wanted: readonly (readonly [ModelParameter, string, unknown])[] = [
    ['temperature', 'temperature', temperature],
    ['topP', 'topP', topP],
    ['maxTokens', 'maxOutputTokens', maxTokens],
    ['stop', 'stopSequences', stop],
    ['seed', 'seed', seed],
  ];
  const refused = new Set(model.refuses);
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

/** JSON Schema as it is: the older fields `parameters` and `responseSchema` refuse most of its keywords with a 400. */
function toTools({ tools, toolChoice }: GenerateRequest): WireObject {
  if (!tools || tools.length === 0) return {};
  const functionDeclarations = tools.map(({ name, description, parameters }) => ({
    name,
    ...(description !== undefined && { description }),
    parametersJsonSchema: parameters,
  }));
  return {
    tools: [{ functionDeclarations }],
    ...(toolChoice !== undefined && { toolConfig: { functionCallingConfig: toCallingConfig(toolChoice) } }),
  };
}

const modes = { auto: 'AUTO', none: 'NONE', required: 'ANY' } as const;

function toCallingConfig(choice: ToolChoice): WireObject {
  return typeof choice === 'string' ? { mode: modes[choice] } : { mode: 'ANY', allowedFunctionNames: [choice.name] };
}

function toFormat({ schema }: GenerateRequest): WireObject {
  return schema ? { responseMimeType: 'application/json', responseJsonSchema: schema } : {};
}
