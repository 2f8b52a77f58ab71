import type { GenerateRequest, ToolChoice, ToolDefinition } from '@rephysco/core';
import {
  asList,
  asObject,
  type StrictRules,
  toParameters,
  toStrictSchema,
  type WireObject,
} from '@rephysco/core/provider';
import type { Traits } from './traits.ts';

/**
 * What the service accepts in a schema that it enforces. It has no other form of structured output, so that keywords which
 * it does not accept are described, and the client checks them. The limits are the texts of its errors.
 */
export const schemaRules: StrictRules = {
  formats: ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid'],
  keywords: ['format'],
  optional: true,
  describe: true,
  recursive: false,
  maxOptional: 24,
  maxUnions: 16,
};

/** The fields `tools` and `tool_choice`, and warnings about what the model does not accept. */
export interface Tools {
  readonly fields: WireObject;
  readonly warnings: readonly string[];
}

/** Returns the tools of a request, followed by those of `providerOptions`. */
export function toTools({ tools = [], toolChoice, model }: GenerateRequest, traits: Traits, others: unknown): Tools {
  const warnings: string[] = [];
  const all = [...tools.map((tool) => toTool(tool, warnings)), ...asList(others)];
  if (all.length === 0) return { fields: {}, warnings };
  const isForced = toolChoice !== undefined && toolChoice !== 'auto' && toolChoice !== 'none';
  if (isForced && !traits.forcedTools) {
    warnings.push(`${model} decides itself which tools it calls: 'toolChoice' was sent as 'auto'.`);
  }
  const choice = isForced && !traits.forcedTools ? 'auto' : toolChoice;
  return { fields: { tools: all, ...(choice !== undefined && { tool_choice: toChoice(choice) }) }, warnings };
}

const choices = { auto: 'auto', none: 'none', required: 'any' } as const;

const toChoice = (choice: ToolChoice): WireObject =>
  typeof choice === 'string' ? { type: choices[choice] } : { type: 'tool', name: choice.name };

function toTool({ name, description, parameters, strict }: ToolDefinition, warnings: string[]): WireObject {
  const schema = withoutRootForms(toParameters(parameters));
  const enforced = strict ? toStrictSchema(schema, schemaRules) : undefined;
  if (enforced && 'keyword' in enforced) {
    warnings.push(`Tool '${name}' was sent without 'strict': the service does not enforce '${enforced.keyword}'.`);
  }
  const isStrict = enforced !== undefined && 'schema' in enforced;
  return {
    name,
    ...(description !== undefined && { description }),
    input_schema: isStrict ? enforced.schema : schema,
    ...(isStrict && { strict: true }),
  };
}

/** The service refuses `anyOf`, `oneOf` and `allOf` at the root: the properties of all forms are put into one object. */
function withoutRootForms(schema: WireObject): WireObject {
  const { anyOf, oneOf, allOf, ...root } = schema;
  const forms = [...asList(anyOf), ...asList(oneOf), ...asList(allOf)].map((form) => asObject(form) ?? {});
  if (forms.length === 0) return schema;
  const properties = forms.map((form) => asObject(form.properties) ?? {});
  const [first = [], ...others] = forms.map(({ required }) => asList(required));
  const needed =
    allOf === undefined ? first.filter((key) => others.every((each) => each.includes(key))) : [first, ...others].flat();
  return {
    ...root,
    type: 'object',
    properties: Object.assign({}, ...properties.toReversed(), asObject(root.properties)),
    required: [...new Set([...asList(root.required), ...needed])],
  };
}
