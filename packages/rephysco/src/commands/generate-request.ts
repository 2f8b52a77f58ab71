import { ConfigurationError, type GenerateOptions, type JSONSchema } from '@rephysco/core';
import { type Attachments, readAttachments } from '../attachments.ts';
import { readText } from '../read-text.ts';
import { joinPrompt, pipedText, readPiped, readStandardInput } from '../terminal/prompt-input.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Flags for the content of the prompt. */
export interface PromptFlags {
  readonly stdin: boolean;
  readonly attach?: readonly string[];
  /** Sources with their media types. */
  readonly at?: ReadonlyMap<string, string>;
  readonly schema?: string;
}

/**
 * Returns the prompt (piped text, attached texts, arguments), its media and the schema of the answer.
 *
 * @throws ConfigurationError for an empty prompt, an unreadable attachment or an invalid schema
 */
export async function readRequest(
  words: readonly string[],
  { stdin, attach = [], at = new Map(), schema }: PromptFlags,
  terminal: Terminal,
): Promise<GenerateOptions> {
  const attached = attach.includes('-') || at.has('-');
  const piped = stdin && !attached ? await readPiped(terminal) : new Uint8Array();
  const { texts, media, notes } = attach.length + at.size > 0 ? await read(attach, at, terminal) : nothing;
  if (terminal.notes.isTTY) for (const note of notes) terminal.notes.write(`${note}\n`);
  const parts = [pipedText(piped, terminal), ...texts, words.join(' ')];
  const silent = Object.keys(media).length > 0 && parts.every((part) => part.trim() === '');
  const asked = silent ? {} : { prompt: joinPrompt(parts) };
  return { ...asked, ...media, ...(schema !== undefined && { schema: await readSchema(schema) }) };
}

const nothing: Attachments = { texts: [], media: {}, notes: [] };

async function read(
  attach: readonly string[],
  at: ReadonlyMap<string, string>,
  terminal: Terminal,
): Promise<Attachments> {
  return readAttachments(attach, at, () => readStandardInput(terminal));
}

/** Reads a JSON Schema from a file or from the flag itself. @throws ConfigurationError for any other text */
export async function readSchema(given: string): Promise<JSONSchema> {
  const inline = given.trimStart().startsWith('{');
  const text = inline ? given : await readText(given, 'the schema');
  const name = inline ? '--schema' : given;
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (cause) {
    throw new ConfigurationError(`${name} is not valid JSON: ${(cause as Error).message}`, { cause });
  }
  if (typeof schema === 'object' && schema !== null && !Array.isArray(schema)) return schema as JSONSchema;
  throw new ConfigurationError(`${name} must be a JSON Schema: a JSON object.`);
}
