import { describe, expect, it } from 'vitest';
import { thrown } from '../testing/samples.ts';
import { ConfigurationError } from './errors.ts';
import { isStandardSchema, type StandardSchema, toJSONSchema } from './schema.ts';

type JSONForms = NonNullable<StandardSchema['~standard']['jsonSchema']>;
const library = (jsonSchema?: JSONForms): StandardSchema => ({
  '~standard': { version: 1, vendor: 'lib', validate: (value) => ({ value }), ...(jsonSchema && { jsonSchema }) },
});

describe('toJSONSchema', () => {
  it('returns a JSON Schema unchanged', () => {
    const schema = { type: 'object' };
    expect(toJSONSchema(schema, 'the answer')).toBe(schema);
    expect(isStandardSchema(schema)).toBe(false);
  });

  it('uses the input schema of a library', () => {
    const schema = library({ input: ({ target }) => ({ input: target }), output: () => ({ wrong: true }) });
    expect(toJSONSchema(schema, 'the answer')).toEqual({ input: 'draft-2020-12' });
    expect(isStandardSchema(schema)).toBe(true);
  });

  it('accepts a schema that is a function, as in some libraries', () => {
    const schema = Object.assign(() => {}, library({ input: () => ({ type: 'string' }), output: () => ({}) }));
    expect(toJSONSchema(schema, 'the answer')).toEqual({ type: 'string' });
  });

  it('explains what to do if a library cannot convert its schemas, or this one, to JSON Schema', async () => {
    const none = await thrown(() => toJSONSchema(library(), "tool 'add'"));
    expect(none).toBeInstanceOf(ConfigurationError);
    expect(String(none)).toContain("Cannot convert the schema for tool 'add' (from lib) to JSON Schema");
    const cause = new Error('dates have no JSON Schema');
    const input = () => {
      throw cause;
    };
    const failing = await thrown(() => toJSONSchema(library({ input, output: input }), 'the answer'));
    expect(failing).toBeInstanceOf(ConfigurationError);
    expect(failing).toMatchObject({ cause });
  });
});
