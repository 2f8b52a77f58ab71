import { badRequest } from '../failure.ts';
import { arrayOf, asText, isObject, type JSONObject, objectOf, stringOf } from '../json.ts';

/** Checks tools, tool choice and strict schemas against the protocol's rules. @throws Refusal */
export function checkTools(body: JSONObject, strictSchemas: boolean): void {
  const tools = arrayOf(body.tools);
  if (Array.isArray(body.tools) && tools.length === 0) {
    throw badRequest(
      "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      { param: 'tools', code: 'empty_array' },
    );
  }
  if (body.tool_choice != null && tools.length === 0) {
    throw badRequest("Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.", {
      param: 'tool_choice',
    });
  }
  for (const [index, tool] of tools.entries()) checkTool(objectOf(tool), `tools[${index}]`, strictSchemas);
  const chosen = stringOf(objectOf(objectOf(body.tool_choice).function).name);
  if (chosen !== undefined && !tools.some((tool) => objectOf(objectOf(tool).function).name === chosen)) {
    throw badRequest(`Invalid value for 'tool_choice': no tool is named '${chosen}'.`, { param: 'tool_choice' });
  }
  const wanted = objectOf(objectOf(body.response_format).json_schema);
  if (!strictSchemas || wanted.strict !== true) return;
  const problem = strictProblem(wanted.schema, []);
  if (problem === undefined) return;
  throw badRequest(`Invalid schema for response_format '${asText(wanted.name)}': ${problem}`, {
    param: 'response_format',
  });
}

function checkTool(tool: JSONObject, param: string, strictSchemas: boolean): void {
  if (tool.type !== 'function') return;
  const { name, parameters, strict } = objectOf(tool.function);
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(stringOf(name) ?? '')) {
    throw badRequest(
      `Invalid '${param}.function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
      { param: `${param}.function.name`, code: 'invalid_value' },
    );
  }
  if (parameters === undefined) return;
  const type = isObject(parameters) ? parameters.type : undefined;
  const problem =
    type !== 'object'
      ? `schema must be a JSON Schema of 'type: "object"', got 'type: "${stringOf(type) ?? 'None'}"'.`
      : strictSchemas && strict === true
        ? strictProblem(parameters, [])
        : undefined;
  if (problem === undefined) return;
  throw badRequest(`Invalid schema for function '${asText(name)}': ${problem}`, {
    param: `${param}.function.parameters`,
    code: 'invalid_function_parameters',
  });
}

/**
 * Returns the reason why a schema does not support strict mode, in which every object lists all its properties as
 * required and allows no others. https://platform.openai.com/docs/guides/structured-outputs
 */
export function strictProblem(schema: unknown, context: readonly string[]): string | undefined {
  if (!isObject(schema)) return undefined;
  const where = `In context=(${context.map((step) => `'${step}'`).join(', ')}${context.length === 1 ? ',' : ''})`;
  const properties = objectOf(schema.properties);
  if (schema.type === 'object' || 'properties' in schema) {
    if (schema.additionalProperties !== false) {
      return `${where}, 'additionalProperties' is required to be supplied and to be false.`;
    }
    const required = new Set(arrayOf(schema.required));
    const missing = Object.keys(properties).find((name) => !required.has(name));
    if (missing !== undefined) {
      return `${where}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
    }
  }
  for (const name of ['allOf', 'oneOf', 'not', 'if']) {
    if (name in schema) return `${where}, '${name}' is not permitted.`;
  }
  const inner: readonly (readonly [readonly string[], unknown])[] = [
    ...Object.entries(properties).map(([name, each]) => [['properties', name], each] as const),
    ...Object.entries(objectOf(schema.$defs)).map(([name, each]) => [['$defs', name], each] as const),
    ...arrayOf(schema.anyOf).map((each, index) => [['anyOf', String(index)], each] as const),
    [['items'], schema.items],
  ];
  for (const [steps, each] of inner) {
    const problem = strictProblem(each, [...context, ...steps]);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
