import { enumerate } from '../engine/topics.ts';
import { badRequest } from '../failure.ts';
import { arrayOf, asText, isObject, type JSONObject, objectOf, stringOf, typeName } from '../json.ts';

const partTypes = new Set(['text', 'image_url', 'input_audio', 'refusal', 'audio', 'file', 'video', 'video_url']);

/** Checks form and order of the messages against the protocol's rules. @throws Refusal */
export function checkMessages(messages: unknown, roles: readonly string[]): void {
  if (messages === undefined) {
    throw badRequest("Missing required parameter: 'messages'.", {
      param: 'messages',
      code: 'missing_required_parameter',
    });
  }
  if (!Array.isArray(messages)) {
    throw badRequest(
      `Invalid type for 'messages': expected an array of objects, but got ${typeName(messages)} instead.`,
      { param: 'messages', code: 'invalid_type' },
    );
  }
  if (messages.length === 0) {
    throw badRequest(
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      { param: 'messages', code: 'empty_array' },
    );
  }
  for (const [index, message] of messages.entries()) checkMessage(message, index, roles);
  checkOrder(messages.map(objectOf));
}

function checkMessage(message: unknown, index: number, roles: readonly string[]): void {
  const param = `messages[${index}]`;
  if (!isObject(message)) {
    throw badRequest(`Invalid type for '${param}': expected an object, but got ${typeName(message)} instead.`, {
      param,
      code: 'invalid_type',
    });
  }
  const { role, content, tool_calls: calls } = message;
  if (role === undefined) {
    throw badRequest(`Missing required parameter: '${param}.role'.`, {
      param: `${param}.role`,
      code: 'missing_required_parameter',
    });
  }
  if (!roles.includes(asText(role))) {
    throw badRequest(
      `Invalid value: '${asText(role)}'. Supported values are: ${enumerate(roles.map((each) => `'${each}'`))}.`,
      { param: `${param}.role`, code: 'invalid_value' },
    );
  }
  const mayLackContent = role === 'assistant' && (arrayOf(calls).length > 0 || message.refusal != null);
  if (content == null && !mayLackContent) {
    throw badRequest(`Invalid value for 'content': expected a string, got null.`, {
      param: `messages.[${index}].content`,
    });
  }
  for (const [at, part] of arrayOf(content).entries()) checkPart(objectOf(part), `${param}.content[${at}]`);
}

function checkPart(part: JSONObject, param: string): void {
  if (!partTypes.has(stringOf(part.type) ?? '')) {
    throw badRequest(
      `Invalid value: '${asText(part.type)}'. Supported values are: 'text', 'image_url', 'input_audio', 'refusal', 'audio', and 'file'.`,
      { param: `${param}.type`, code: 'invalid_value' },
    );
  }
  if (part.type !== 'image_url') return;
  const url = stringOf(objectOf(part.image_url).url) ?? '';
  if (/^(?:https?:\/\/|data:image\/[\w.+-]+;base64,[A-Za-z0-9+/]+={0,2}$)/.test(url)) return;
  throw badRequest('Invalid image URL: it must be an https URL or a base64-encoded data URL of an image.', {
    param: `${param}.image_url.url`,
    code: 'invalid_image_url',
  });
}

/** Checks that each tool message answers a preceding call, and that every call is answered. */
function checkOrder(messages: readonly JSONObject[]): void {
  let open = new Set<string>();
  for (const [index, { role, tool_call_id: id, tool_calls: calls }] of messages.entries()) {
    if (role === 'tool') {
      if (!open.delete(stringOf(id) ?? '')) {
        throw badRequest(
          "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
          { param: `messages.[${index}].role` },
        );
      }
      continue;
    }
    checkAnswered(open, index);
    open = new Set(role === 'assistant' ? arrayOf(calls).map((call) => stringOf(objectOf(call).id) ?? '') : []);
  }
  checkAnswered(open, messages.length);
}

function checkAnswered(open: ReadonlySet<string>, index: number): void {
  if (open.size === 0) return;
  throw badRequest(
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. " +
      `The following tool_call_ids did not have response messages: ${[...open].join(', ')}`,
    { param: `messages.[${index}].role` },
  );
}
