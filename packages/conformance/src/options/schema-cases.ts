import type { GenerateOptions, JSONSchema } from '@rephysco/core';
import { type OptionCase, quiet } from './option-case.ts';
import { object, open } from './schemas.ts';

const look = { name: 'look', description: 'Looks at a thing', parameters: object };

const schemaFields = (schema: object, strict: boolean): NonNullable<OptionCase['fields']> => {
  const format = { name: 'answer', schema, strict };
  return {
    chat: quiet({ response_format: { type: 'json_schema', json_schema: format } }),
    responses: [{ text: { format: { type: 'json_schema', ...format } } }],
    gemini: [{ generationConfig: { responseMimeType: 'application/json', responseJsonSchema: schema } }],
    ...(strict && { anthropic: [{ output_config: { format: { type: 'json_schema', schema } } }] }),
  };
};

const schema = (name: string, value: JSONSchema, strict: boolean, beside?: Partial<GenerateOptions>): OptionCase => ({
  row: '`schema`',
  name,
  options: { schema: value },
  ...(beside && { beside }),
  names: ['schema', 'strict', ...(beside ? Object.keys(beside) : [])],
  throws: true,
  fields: schemaFields(value, strict),
});

/** The option `schema`, alone and beside options that exclude it on some services. */
export const schemaCases: readonly OptionCase[] = [
  schema('schema', object, true),
  schema('schema that cannot be strict', open, false),
  schema('schema beside tools', object, true, { tools: [look] }),
  schema('schema beside reasoning', object, true, { reasoning: { effort: 'high' } }),
];
