import { badRequest, type Refusal } from '../failure.ts';
import { arrayOf, type JSONObject, numberOf, objectOf } from '../json.ts';

/** Models that reject sampling parameters, forced tools, and any `thinking` other than `adaptive`. */
const newest = /claude-(?:opus-5-5|sonnet-5-5|fable-5-[12])/;
const withoutSampling = /claude-(?:(?:opus|sonnet|haiku|fable)-(?:[5-9]|4-[7-9]))/;

/** Checks the options of a Messages request against the API's rules. @throws Refusal for the first violation */
export function checkAnthropicOptions(body: JSONObject, version: string): void {
  checkSampling(body, version);
  checkTools(body);
  checkThinking(body);
}

const problem = (place: string, message: string): Refusal => badRequest(`${place}: ${message}`);

function checkSampling(body: JSONObject, version: string): void {
  const given = ['temperature', 'top_p', 'top_k'].filter((name) => body[name] !== undefined);
  const refused = version >= '2026-10-21' || withoutSampling.test(String(body.model));
  if (refused && given.length > 0) throw badRequest(`\`${given[0]}\` is not supported for this model.`);
  const temperature = numberOf(body.temperature);
  if (temperature !== undefined && (temperature < 0 || temperature > 1)) throw problem('temperature', 'range: 0..1');
  const unknown = ['seed', 'stop', 'max_completion_tokens', 'response_format'].find((name) => body[name] !== undefined);
  if (unknown !== undefined) throw problem(unknown, 'Extra inputs are not permitted');
}

function checkTools(body: JSONObject): void {
  for (const [index, tool] of arrayOf(body.tools).map(objectOf).entries()) {
    if (tool.type !== undefined && tool.type !== 'custom') continue;
    const place = `tools.${index}.custom`;
    if (!/^[\w-]{1,128}$/.test(String(tool.name)))
      throw problem(`${place}.name`, "String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
    const schema = objectOf(tool.input_schema);
    if (schema.type !== 'object')
      throw problem(
        `${place}.input_schema.type`,
        schema.type === undefined ? 'Field required' : "Input should be 'object'",
      );
    if (['anyOf', 'oneOf', 'allOf'].some((name) => schema[name] !== undefined)) {
      throw problem(`${place}.input_schema`, 'input_schema does not support oneOf, allOf, or anyOf at the top level');
    }
  }
  const forced = ['any', 'tool'].includes(String(objectOf(body.tool_choice).type));
  if (forced && newest.test(String(body.model)))
    throw badRequest('`tool_choice` that forces tool use is not supported for this model.');
  if (body.tool_choice !== undefined && arrayOf(body.tools).length === 0) {
    throw problem('tool_choice', 'tool_choice may only be specified while providing tools');
  }
  if (forced && ['enabled', 'adaptive'].includes(String(objectOf(body.thinking).type))) {
    throw badRequest('Thinking may not be enabled when tool_choice forces tool use.');
  }
}

function checkThinking(body: JSONObject): void {
  const { type, budget_tokens: budget } = objectOf(body.thinking);
  const model = String(body.model);
  if (type === 'enabled') {
    if (withoutSampling.test(model))
      throw badRequest('"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive".');
    if ((numberOf(budget) ?? 0) < 1024)
      throw problem('thinking.enabled.budget_tokens', 'Input should be greater than or equal to 1024');
    if ((numberOf(budget) ?? 0) >= (numberOf(body.max_tokens) ?? Number.POSITIVE_INFINITY)) {
      throw badRequest('`max_tokens` must be greater than `thinking.budget_tokens`.');
    }
  }
  if (type === 'disabled' && newest.test(model))
    throw badRequest('"thinking.type.disabled" is not supported for this model.');
  const temperature = body.temperature ?? 1;
  if ((type === 'enabled' || type === 'adaptive') && temperature !== 1) {
    throw badRequest('`temperature` may only be set to 1 when thinking is enabled.');
  }
}
