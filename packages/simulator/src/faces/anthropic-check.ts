import { badRequest, type Refusal } from '../failure.ts';
import { isObject, type JSONObject, objectOf, stringOf } from '../json.ts';
import { checkAnthropicOptions } from './anthropic-check-options.ts';
import { blocksOf } from './anthropic-request.ts';

/** Block types that user messages may contain. */
const userBlocks = ['text', 'image', 'document', 'search_result', 'tool_result'];
const assistantBlocks =
  /^(?:text|thinking|redacted_thinking|tool_use|server_tool_use|compaction|fallback|\w+_tool_result|mcp_\w+)$/;

/**
 * Checks a Messages request against the API's rules.
 *
 * @param counting `true` for a request that counts tokens, which needs no `max_tokens`
 * @throws Refusal with the API's message for the first violation
 */
export function checkAnthropic(body: JSONObject, version: string, counting: boolean): void {
  if (stringOf(body.model) === undefined) throw problem('model', 'Field required');
  if (!counting) checkLimit(body);
  if (!Array.isArray(body.messages)) throw problem('messages', 'Field required');
  if (body.messages.length === 0) throw problem('messages', 'at least one message is required');
  checkTexts(blocksOf(body.system), 'system');
  checkMessages(body.messages.map(objectOf));
  checkAnthropicOptions(body, version);
}

const problem = (place: string, message: string): Refusal => badRequest(`${place}: ${message}`);

function checkLimit({ max_tokens: limit }: JSONObject): void {
  if (limit === undefined) throw problem('max_tokens', 'Field required');
  if (!Number.isInteger(limit)) throw problem('max_tokens', 'Input should be a valid integer');
  if ((limit as number) < 0) throw problem('max_tokens', 'Input should be greater than or equal to 0');
}

function checkTexts(blocks: readonly JSONObject[], place: string): void {
  for (const { type, text } of blocks) {
    if (type !== 'text') continue;
    if (text === '') throw problem(place, 'text content blocks must be non-empty');
    if (String(text).trim() === '') throw problem(place, 'text content blocks must contain non-whitespace text');
  }
}

function checkMessages(messages: readonly JSONObject[]): void {
  if (messages[0]?.role !== 'user') throw problem('messages', 'first message must use the "user" role');
  for (const [index, { role, content }] of messages.entries()) {
    const place = `messages.${index}`;
    if (role !== 'user' && role !== 'assistant') {
      throw problem(`${place}.role`, `Unexpected role "${String(role)}". Allowed roles are "user" or "assistant"`);
    }
    const blocks = blocksOf(content);
    if (blocks.length === 0 && index < messages.length - 1) {
      throw problem(place, 'all messages must have non-empty content except for the optional final assistant message');
    }
    checkTexts(blocks, 'messages');
    for (const [at, block] of blocks.entries()) checkBlock(role, block, `${place}.content.${at}`);
    checkResults(blocks, blocksOf(messages[index - 1]?.content), place);
    checkAnswered(blocks, blocksOf(messages[index + 1]?.content), place, index === messages.length - 1);
  }
  checkEnd(messages.at(-1) ?? {});
}

function checkBlock(role: unknown, block: JSONObject, place: string): void {
  const type = String(block.type);
  const isKnown = role === 'user' ? userBlocks.includes(type) : assistantBlocks.test(type);
  if (!isKnown) throw problem(place, `Input tag '${type}' found using 'type' does not match any of the expected tags`);
  if (type === 'tool_use') {
    if (!isObject(block.input)) throw problem(`${place}.tool_use.input`, 'Input should be a valid dictionary');
    if (!/^[\w-]+$/.test(String(block.id)))
      throw problem(`${place}.tool_use.id`, "String should match pattern '^[a-zA-Z0-9_-]+$'");
  }
  if (type === 'thinking' && stringOf(block.signature) === undefined) {
    throw problem(`${place}.thinking.signature`, 'Field required');
  }
  if (type === 'thinking' && block.signature !== signatureOf(String(block.thinking))) {
    throw problem(place, 'Invalid `signature` in `thinking` block');
  }
  if (type === 'image' || type === 'document') checkSource(objectOf(block.source), type, place);
  if (type !== 'tool_result') return;
  const inner = blocksOf(block.content);
  if (block.is_error === true && inner.some((each) => each.type !== 'text')) {
    throw problem(`${place}.tool_result`, 'all content must be type `text` if `is_error` is true');
  }
  for (const each of inner)
    if (each.type === 'image' || each.type === 'document') checkSource(objectOf(each.source), each.type, place);
}

/** Returns the signature of a reasoning text. The service rejects modified reasoning. */
export const signatureOf = (text: string): string => Buffer.from(`simulated signature of ${text}`).toString('base64');

const mediaTypes = { image: /^image\/(?:jpeg|png|gif|webp)$/, document: /^application\/pdf$/ };

function checkSource(source: JSONObject, type: 'image' | 'document', place: string): void {
  const kind = String(source.type);
  const allowed = type === 'image' ? ['base64', 'url', 'file'] : ['base64', 'url', 'file', 'text', 'content'];
  if (!allowed.includes(kind))
    throw problem(`${place}.${type}.source`, `Input tag '${kind}' does not match any of the expected tags`);
  if (kind === 'base64' && !mediaTypes[type].test(String(source.media_type))) {
    throw problem(`${place}.${type}.source.base64.media_type`, `Input should be one of the supported media types`);
  }
}

const idsOf = (blocks: readonly JSONObject[], type: string, name: string): readonly unknown[] =>
  blocks.filter((block) => block.type === type).map((block) => block[name]);

/** Checks that each tool result belongs to a call in the preceding message. */
function checkResults(blocks: readonly JSONObject[], before: readonly JSONObject[], place: string): void {
  const calls = idsOf(before, 'tool_use', 'id');
  const stray = idsOf(blocks, 'tool_result', 'tool_use_id').find((id) => !calls.includes(id));
  if (stray === undefined) return;
  throw problem(
    `${place}.content.0`,
    `unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${String(stray)}. Each \`tool_result\` block must have a ` +
      'corresponding `tool_use` block in the previous message.',
  );
}

/** Checks that the next message begins with a result for each call. */
function checkAnswered(
  blocks: readonly JSONObject[],
  after: readonly JSONObject[],
  place: string,
  isLast: boolean,
): void {
  const answers = idsOf(after, 'tool_result', 'tool_use_id');
  const missing = idsOf(blocks, 'tool_use', 'id').filter((id) => !answers.includes(id));
  const late = after.findIndex(({ type }) => type === 'tool_result') > 0 && after[0]?.type !== 'tool_result';
  if (
    (missing.length === 0 && !(late && idsOf(blocks, 'tool_use', 'id').length > 0)) ||
    (isLast && missing.length === 0)
  )
    return;
  throw problem(
    place,
    `\`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}. Each \`tool_use\` ` +
      'block must have a corresponding `tool_result` block in the next message.',
  );
}

function checkEnd({ role, content }: JSONObject): void {
  const last = blocksOf(content).at(-1);
  if (role !== 'assistant' || last === undefined) return;
  if (/thinking$/.test(String(last.type)))
    throw problem('messages', 'The final block in an assistant message cannot be `thinking`.');
  if (/\s$/.test(String(last.text ?? '')))
    throw problem('messages', 'final assistant content cannot end with trailing whitespace');
}
