import { type Message, type ModelInfo, messageText, type ToolChoice } from '@rephysco/core';
import {
  asList,
  asObject,
  type GenerateRequest,
  leftOut,
  notEnforced,
  type PlainParameters,
  plainParameters,
  providerToolIn,
  type RequestBody,
  schemaInstruction,
  unusedMarks,
  type WireObject,
} from '@rephysco/core/provider';
import { toContents } from './to-contents.ts';
import { controlOf, toThinking } from './to-thinking.ts';

/** Returns the body of a request. It contains only options that were set. `providerOptions` are merged last. */
export function toBody(request: GenerateRequest, model: ModelInfo): RequestBody {
  const { parameters, warnings } = toParameters(request, model);
  const thinking = toThinking(request, model);
  const { generationConfig: own, ...options } = request.providerOptions ?? {};
  const { tools: _tools, ...others } = options;
  const instructed = request.schema !== undefined && !takesSchema(request, model);
  const messages = instructed ? [...request.messages, instructionFor(request.schema)] : request.messages;
  const generationConfig = {
    ...parameters,
    ...(!instructed && toFormat(request)),
    ...toLogprobs(request),
    ...(thinking.config && { thinkingConfig: thinking.config }),
    ...asObject(own),
  };
  const body: WireObject = {
    ...toMessages(messages, model),
    ...withOwnTools(toTools(request), options),
    ...(Object.keys(generationConfig).length > 0 && { generationConfig }),
    // https://ai.google.dev/gemini-api/docs/priority-inference (read 2026-11-30); without the field, the tier is standard.
    ...(request.tier && request.tier !== 'default' && { serviceTier: request.tier }),
    ...others,
  };
  const loose = instructed ? [notEnforced(request.model, 'an instruction')] : [];
  const withoutStrict = (request.tools ?? []).filter(({ strict }) => strict).map(({ name }) => notStrict(name));
  return {
    body,
    warnings: [...warnings, ...unsupported(request), ...thinking.warnings, ...loose, ...withoutStrict],
  };
}

const notStrict = (name: string): string =>
  `Gemini does not enforce the parameters of tools: 'strict' of the tool '${name}' was left out.`;

/**
 * Returns `false` for models that reject the schema: Gemma up to 3 always, models before Gemini 3 together with tools.
 */
function takesSchema({ tools, model: id }: GenerateRequest, { id: known }: ModelInfo): boolean {
  const name = `${id} ${known}`;
  if (/\bgemma-[1-3]/.test(name)) return false;
  return !tools?.length || !/\bgemini-[12](?:\.\d)?\b/.test(name);
}

const instructionFor = (schema: unknown): Message => ({
  role: 'system',
  content: schemaInstruction(schema),
});

function toMessages(messages: readonly Message[], model: ModelInfo): WireObject {
  const style = { signedCalls: controlOf(model) === 'level' };
  // Gemma up to 3 rejects a system instruction.
  if (model.systemRole === 'user' || (model.unknown && /\bgemma-[1-3]/.test(model.id))) {
    const system = messages.filter(({ role }) => role === 'system');
    const others = messages.filter(({ role }) => role !== 'system');
    return {
      contents: toContents(
        [...system, ...others].map((each) => ({ ...each, role: userRole(each) })),
        style,
      ),
    };
  }
  const prompts = messages.filter(({ role }) => role === 'system').map(messageText);
  const parts = prompts.filter((text) => text !== '').map((text) => ({ text }));
  return { ...(parts.length > 0 && { systemInstruction: { parts } }), contents: toContents(messages, style) };
}

const userRole = ({ role }: Message): Message['role'] => (role === 'system' ? 'user' : role);

/** Returns the plain parameters. Omits those that the model rejects, each with a warning. */
function toParameters(request: GenerateRequest, model: ModelInfo): PlainParameters {
  const fields = {
    temperature: 'temperature',
    topP: 'topP',
    maxTokens: 'maxOutputTokens',
    stop: 'stopSequences',
    seed: 'seed',
  };
  return plainParameters(request, fields, model.refuses ?? []);
}

/** Sends JSON Schema unchanged. The older fields `parameters` and `responseSchema` reject most of its keywords. */
function toTools(request: GenerateRequest): WireObject {
  const { tools, toolChoice } = request;
  const provided = toProviderTools(request);
  if (!tools || tools.length === 0) return provided.length > 0 ? { tools: provided } : {};
  const functionDeclarations = tools.map(({ name, description, parameters }) => ({
    name,
    ...(description !== undefined && { description }),
    // A tool without parameters is declared without a schema.
    ...(Object.keys(parameters ?? {}).length > 0 && { parametersJsonSchema: withProperties(parameters) }),
  }));
  return {
    tools: [{ functionDeclarations }, ...provided],
    ...(toolChoice !== undefined && { toolConfig: { functionCallingConfig: toCallingConfig(toolChoice) } }),
  };
}

/**
 * Fields of provider tools by their names in `providerTool`: https://ai.google.dev/gemini-api/docs/tools (read
 * 2026-11-30).
 */
const providerTools: Readonly<Record<string, string>> = {
  web_search: 'googleSearch',
  google_search: 'googleSearch',
  google_maps: 'googleMaps',
  url_context: 'urlContext',
  code_execution: 'codeExecution',
  file_search: 'fileSearch',
};

function toProviderTools({ providerTools: wanted = [], provider }: GenerateRequest): readonly WireObject[] {
  return wanted.map(({ name, options }) => {
    return { [providerToolIn(providerTools, name, provider)]: options };
  });
}

/** Merges the tools of `providerOptions` with those of the request. */
function withOwnTools(fields: WireObject, { tools: own }: WireObject): WireObject {
  if (!Array.isArray(own)) return fields;
  return { ...fields, tools: [...asList(fields.tools), ...own] };
}

function toLogprobs({ logprobs }: GenerateRequest): WireObject {
  if (logprobs === undefined || logprobs === false) return {};
  return { responseLogprobs: true, ...(typeof logprobs === 'number' && logprobs > 0 && { logprobs }) };
}

function unsupported(request: GenerateRequest): readonly string[] {
  return request.promptCache ? [leftOut(request.model, 'promptCache')] : unusedMarks(request);
}

/** Adds an empty `properties`, because the service rejects an object schema without it. */
const withProperties = (parameters: WireObject): WireObject =>
  parameters.type === 'object' && Object.keys(parameters).length === 1 ? { ...parameters, properties: {} } : parameters;

const modes = { auto: 'AUTO', none: 'NONE', required: 'ANY' } as const;

function toCallingConfig(choice: ToolChoice): WireObject {
  return typeof choice === 'string' ? { mode: modes[choice] } : { mode: 'ANY', allowedFunctionNames: [choice.name] };
}

function toFormat({ schema }: GenerateRequest): WireObject {
  return schema ? { responseMimeType: 'application/json', responseJsonSchema: schema } : {};
}
