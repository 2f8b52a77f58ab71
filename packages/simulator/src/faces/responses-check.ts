import { badRequest, type Refusal } from '../failure.ts';
import { arrayOf, asText, type JSONObject, numberOf, objectOf, stringOf } from '../json.ts';
import { checkFormat, checkNumber, ranges } from './chat-check.ts';
import { checkTools } from './chat-check-tools.ts';
import { isThinker, isUnknownModel } from './model-name.ts';
import { openAIReasoning } from './reasoning.ts';

/** Rules that differ between services with the Responses protocol. */
export interface ResponsesRules {
  readonly strictThinkers: boolean;
  readonly strictSchemas: boolean;
  /** Returns the refusal for an unknown model. */
  readonly unknownModel: (model: string) => Refusal;
}

/** Minimum value of `max_output_tokens`. */
const leastOutputTokens = 16;

/**
 * Checks a Responses request against the rules of the protocol.
 *
 * @param chatBody the same request converted to Chat Completions
 * @throws Refusal with OpenAI's message, parameter and code, for the first violation
 */
export function checkResponses(body: JSONObject, chatBody: JSONObject, rules: ResponsesRules): void {
  const { model, max_output_tokens: limit } = body;
  if (typeof model !== 'string' || model === '') {
    throw badRequest("Missing required parameter: 'model'.", { param: 'model', code: 'missing_required_parameter' });
  }
  if (isUnknownModel(model)) throw rules.unknownModel(model);
  if (body.input == null || (Array.isArray(body.input) && body.input.length === 0)) {
    throw badRequest("One of 'input', 'previous_response_id', 'prompt' or 'conversation' must be provided.", {
      param: 'input',
      code: 'missing_required_parameter',
    });
  }
  if (body.previous_response_id != null) {
    throw badRequest(`Previous response with id '${asText(body.previous_response_id)}' not found.`, {
      param: 'previous_response_id',
      code: 'previous_response_not_found',
    });
  }
  for (const [name, least, most] of ranges) checkNumber(body, name, least, most);
  if (limit != null && (numberOf(limit) ?? 0) < leastOutputTokens) {
    throw badRequest(
      `Invalid 'max_output_tokens': integer below minimum value. Expected a value >= ${leastOutputTokens}, but got ${asText(limit)} instead.`,
      { param: 'max_output_tokens', code: 'integer_below_min_value' },
    );
  }
  if (rules.strictThinkers && isThinker(model)) checkSampling(body, chatBody);
  checkItems(arrayOf(body.input).map(objectOf));
  checkTools(chatBody, rules.strictSchemas);
  checkFormat(chatBody, 'text.format');
}

function checkSampling(body: JSONObject, chatBody: JSONObject): void {
  if (openAIReasoning(chatBody)?.effort === 'none') return;
  for (const name of ['temperature', 'top_p', 'top_logprobs']) {
    if (body[name] == null || body[name] === 1) continue;
    throw badRequest(`Unsupported parameter: '${name}' is not supported with this model.`, { param: name });
  }
}

/** Checks that calls and outputs match, and that each reasoning item is followed by its result. */
function checkItems(items: readonly JSONObject[]): void {
  const called = new Set<string>();
  const answered = new Set(items.map((item) => (item.type === 'function_call_output' ? item.call_id : undefined)));
  for (const [index, item] of items.entries()) {
    const id = stringOf(item.call_id) ?? '';
    if (item.type === 'function_call') {
      called.add(id);
      if (!answered.has(id)) throw badRequest(`No tool output found for function call ${id}.`, { param: 'input' });
    }
    if (item.type === 'function_call_output' && !called.has(id)) {
      throw badRequest(`No tool call found for function call output with call_id ${id}.`, { param: 'input' });
    }
    if (item.type === 'reasoning' && !goesOn(items[index + 1])) {
      throw badRequest(
        `Item '${asText(item.id)}' of type 'reasoning' was provided without its required following item.`,
        { param: 'input' },
      );
    }
  }
}

/** Returns `true` if an item can be the result of reasoning: a call, more reasoning, or a message with its own id. */
function goesOn(item: JSONObject | undefined): boolean {
  if (item === undefined || item.role === 'user' || item.type === 'function_call_output') return false;
  return item.role !== 'assistant' || item.id != null;
}
