import { arrayOf, isObject, type JSONObject, objectOf, stringOf } from '../json.ts';

/** Converts a Responses request to Chat Completions, so that both protocols share one reader and one set of rules. */
export function toChatBody(body: JSONObject): JSONObject {
  const { instructions, input, max_output_tokens: limit } = body;
  const format = objectOf(objectOf(body.text).format);
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : arrayOf(input).map(objectOf);
  const tools = arrayOf(body.tools)
    .map(objectOf)
    .filter((tool) => tool.type === 'function');
  return {
    model: body.model,
    messages: [...(stringOf(instructions) ? [{ role: 'developer', content: instructions }] : []), ...toMessages(items)],
    ...(limit != null && { max_completion_tokens: limit }),
    ...(tools.length > 0 && { tools: tools.map(({ type, ...definition }) => ({ type, function: definition })) }),
    ...(body.tool_choice != null && { tool_choice: toChoice(body.tool_choice) }),
    parallel_tool_calls: body.parallel_tool_calls,
    reasoning_effort: objectOf(body.reasoning).effort,
    ...(format.type !== undefined && { response_format: toFormat(format) }),
  };
}

function toMessages(items: readonly JSONObject[]): readonly JSONObject[] {
  const messages: { role: unknown; content: unknown; tool_calls?: unknown[]; tool_call_id?: unknown }[] = [];
  for (const item of items) {
    const last = messages.at(-1);
    if (item.type === 'function_call') {
      const call = { id: item.call_id, type: 'function', function: { name: item.name, arguments: item.arguments } };
      if (last?.role === 'assistant' && last.tool_calls) last.tool_calls.push(call);
      else messages.push({ role: 'assistant', content: null, tool_calls: [call] });
    } else if (item.type === 'function_call_output') {
      messages.push({ role: 'tool', tool_call_id: item.call_id, content: toOutput(item.output) });
    } else if (item.role !== undefined) {
      messages.push({ role: item.role, content: toContent(item.content) });
    }
  }
  return messages;
}

function toContent(content: unknown): unknown {
  if (!Array.isArray(content)) return content ?? '';
  return content.map(objectOf).map((part) => {
    if (part.type === 'input_image') return { type: 'image_url', image_url: { url: part.image_url } };
    if (part.type === 'input_file') return { type: 'file', file: part };
    if (part.type === 'input_audio') return part;
    if (part.type === 'refusal') return part;
    return { type: 'text', text: part.text };
  });
}

function toOutput(output: unknown): unknown {
  return Array.isArray(output) ? output.map((part) => stringOf(objectOf(part).text) ?? '').join('') : output;
}

function toChoice(choice: unknown): unknown {
  return isObject(choice) && choice.type === 'function'
    ? { type: 'function', function: { name: choice.name } }
    : choice;
}

function toFormat({ type, ...format }: JSONObject): JSONObject {
  return type === 'json_schema' ? { type, json_schema: format } : { type };
}
