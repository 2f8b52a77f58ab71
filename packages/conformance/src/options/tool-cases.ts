import { type GenerateOptions, providerTool, type Tool } from '@rephysco/core';
import { type OptionCase, quiet } from './option-case.ts';
import { object, open } from './schemas.ts';

const look = { name: 'look', description: 'Looks at a thing', parameters: object };
const strictLook = { ...look, strict: true };
const openLook = { ...look, parameters: open, strict: true };

const chatTool = (tool: object) => ({ tools: [{ type: 'function', function: tool }] });
const responseTool = (tool: object) => ({ tools: [{ type: 'function', ...tool }] });
const named = { name: look.name, description: look.description };

const tool = (name: string, tool: Tool, extra: Partial<OptionCase>): OptionCase => ({
  row: '`tools`',
  name,
  options: { tools: [tool] },
  names: ['tools', 'strict', look.name],
  throws: true,
  ...extra,
});

const choice = (toolChoice: NonNullable<GenerateOptions['toolChoice']>, fields: OptionCase['fields']): OptionCase => ({
  row: '`toolChoice`',
  name: `toolChoice ${JSON.stringify(toolChoice)}`,
  beside: { tools: [look] },
  options: { toolChoice },
  names: ['toolChoice', 'tools'],
  throws: true,
  ...(fields && { fields }),
});

/** Tools of the caller and the provider, and the tool choice. */
export const toolCases: readonly OptionCase[] = [
  tool('tools', look, {
    fields: {
      chat: [chatTool(look)],
      responses: [responseTool({ ...look, strict: false })],
      gemini: [{ tools: [{ functionDeclarations: [{ ...named, parametersJsonSchema: object }] }] }],
      anthropic: [{ tools: [{ ...named, input_schema: object }] }],
    },
  }),
  tool('tools strict', strictLook, {
    row: '`strict` of a tool',
    fields: {
      chat: [chatTool(strictLook)],
      responses: [responseTool(strictLook)],
      anthropic: [{ tools: [{ ...named, input_schema: object, strict: true }] }],
    },
  }),
  tool('tools strict with open parameters', openLook, {
    row: '`strict` of a tool',
    fields: { chat: [chatTool(openLook)], responses: [responseTool(openLook)] },
  }),
  {
    row: '`tools` of the provider',
    name: 'provider tool',
    options: { tools: [providerTool('web_search')] },
    names: ['web_search'],
    throws: true,
    fields: {
      chat: [
        { web_search_options: {} },
        { enable_search: true, search_options: { enable_source: true } },
        { search_parameters: { mode: 'on' } },
      ],
      responses: [{ tools: [{ type: 'web_search' }] }],
      gemini: [{ tools: [{ googleSearch: {} }] }],
      anthropic: [{ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }],
    },
  },
  choice('none', {
    chat: [{ tool_choice: 'none' }],
    responses: [{ tool_choice: 'none' }],
    gemini: [{ toolConfig: { functionCallingConfig: { mode: 'NONE' } } }],
    anthropic: [{ tool_choice: { type: 'none' } }],
  }),
  choice('required', {
    chat: quiet({ tool_choice: 'required' }),
    responses: [{ tool_choice: 'required' }],
    gemini: [{ toolConfig: { functionCallingConfig: { mode: 'ANY' } } }],
    anthropic: quiet({ tool_choice: { type: 'any' } }),
  }),
  choice(
    { name: 'look' },
    {
      chat: quiet({ tool_choice: { type: 'function', function: { name: 'look' } } }),
      responses: [{ tool_choice: { type: 'function', name: 'look' } }],
      gemini: [{ toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['look'] } } }],
      anthropic: quiet({ tool_choice: { type: 'tool', name: 'look' } }),
    },
  ),
  {
    row: '`toolChoice`',
    name: 'toolChoice beside reasoning',
    beside: { reasoning: { effort: 'high' }, tools: [look] },
    options: { toolChoice: 'required' },
    names: ['toolChoice', 'reasoning'],
    throws: true,
    fields: {
      chat: [{ tool_choice: 'required' }],
      responses: [{ tool_choice: 'required' }],
      gemini: [{ toolConfig: { functionCallingConfig: { mode: 'ANY' } } }],
      anthropic: [{ tool_choice: { type: 'any' } }],
    },
  },
];
