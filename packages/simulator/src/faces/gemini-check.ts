import { badRequest, type Refusal } from '../failure.ts';
import { arrayOf, isObject, type JSONObject, numberOf, objectOf, stringOf } from '../json.ts';
import { field, partsOf } from './gemini-request.ts';

/** Fields that a part may contain. Each part contains exactly one of them. */
const partData = [
  'text',
  'inlineData',
  'fileData',
  'functionCall',
  'functionResponse',
  'executableCode',
  'codeExecutionResult',
];

/**
 * Checks a generateContent request against the API's rules. @throws Refusal with the API's message, for the first
 * violation
 */
export function checkGemini(model: string, body: JSONObject): void {
  const contents = arrayOf(body.contents).map(objectOf);
  if (contents.length === 0) throw problem('contents', 'contents is not specified');
  for (const [index, content] of contents.entries()) checkContent(content, `contents[${index}]`);
  checkTurns(contents);
  if (/gemini-[3-9]/.test(model)) checkSignatures(contents);
  checkConfig(model, body);
}

function problem(place: string, message: string): Refusal {
  return badRequest(`* GenerateContentRequest.${place}: ${message}\n`);
}

function checkContent(content: JSONObject, place: string): void {
  if (
    content.role !== undefined &&
    content.role !== 'user' &&
    content.role !== 'model' &&
    content.role !== 'function'
  ) {
    throw badRequest('Please use a valid role: user, model.');
  }
  const parts = partsOf(content);
  if (parts.length === 0) throw problem(`${place}.parts`, 'contents.parts must not be empty.');
  for (const [index, part] of parts.entries()) {
    if (partData.some((name) => field(part, name) !== undefined)) continue;
    throw problem(`${place}.parts[${index}].data`, "required oneof field 'data' must have one initialized field");
  }
}

const callsIn = (content: JSONObject | undefined): number => countParts(content, 'functionCall');

const responsesIn = (content: JSONObject | undefined): number => countParts(content, 'functionResponse');

function countParts(content: JSONObject | undefined, name: string): number {
  return partsOf(content).filter((part) => isObject(field(part, name))).length;
}

/** Checks that calls follow a user turn and that the next turn contains as many responses. */
function checkTurns(contents: readonly JSONObject[]): void {
  for (const [index, content] of contents.entries()) {
    const before = contents[index - 1];
    if (callsIn(content) > 0 && (before === undefined || before.role === 'model')) {
      throw badRequest(
        'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
      );
    }
    const expected = callsIn(before);
    if (responsesIn(content) === expected && (index + 1 < contents.length || callsIn(content) === 0)) continue;
    throw badRequest(
      responsesIn(content) > 0 && expected === 0
        ? 'Please ensure that function response turn comes immediately after a function call turn.'
        : 'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
    );
  }
}

/** Checks signatures: in the current turn, the first call of each step needs its signature (Gemini 3 and later). */
function checkSignatures(contents: readonly JSONObject[]): void {
  const asked = contents.findLastIndex((content) => content.role === 'user' && responsesIn(content) === 0);
  for (const content of contents.slice(asked + 1)) {
    const call = partsOf(content).find((part) => isObject(field(part, 'functionCall')));
    if (!call || stringOf(field(call, 'thoughtSignature'))) continue;
    throw badRequest(
      'Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, ' +
        'and missing thought_signature may lead to degraded model performance.',
    );
  }
}

function checkConfig(model: string, body: JSONObject): void {
  const config = objectOf(field(body, 'generationConfig'));
  const thinking = objectOf(field(config, 'thinkingConfig'));
  const temperature = numberOf(config.temperature);
  const budget = field(thinking, 'thinkingBudget');
  if (temperature !== undefined && (temperature < 0 || temperature > 2)) {
    throw problem('generation_config.temperature', 'temperature must be in the range [0.0, 2.0].');
  }
  if ((numberOf(field(config, 'maxOutputTokens')) ?? 1) < 1) {
    throw problem('generation_config.max_output_tokens', 'max_output_tokens must be positive.');
  }
  if (arrayOf(field(config, 'stopSequences')).length > 5) {
    throw problem('generation_config.stop_sequences', 'stop_sequences must have at most 5 items.');
  }
  if (budget !== undefined && field(thinking, 'thinkingLevel') !== undefined) {
    throw badRequest('You can only set only one of thinking budget and thinking level.');
  }
  if (budget === 0 && /gemini-2\.5-pro/.test(model)) {
    throw badRequest('Budget 0 is invalid. This model only works in thinking mode.');
  }
  const isJSON = field(config, 'responseMimeType') === 'application/json';
  if (isJSON && arrayOf(body.tools).length > 0 && /gemini-[12]/.test(model)) {
    throw badRequest("Function calling with a response mime type: 'application/json' is unsupported");
  }
  const hasSchema = field(config, 'responseSchema') ?? field(config, 'responseJsonSchema');
  if (hasSchema !== undefined && !isJSON) {
    throw badRequest("Setting a response schema requires the response mime type 'application/json'.");
  }
}
