import { ConfigurationError } from './errors.ts';

/** A JSON Schema, as an object. */
export type JSONSchema = Readonly<Record<string, unknown>>;

interface StandardIssue {
  readonly message: string;
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}

type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/** A schema of any library that speaks [Standard Schema](https://standardschema.dev), Zod, Valibot and ArkType among them. */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly jsonSchema?: {
      readonly input: (options: { readonly target: string }) => Record<string, unknown>;
      readonly output: (options: { readonly target: string }) => Record<string, unknown>;
    };
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

/** What may describe a value: a JSON Schema, or a schema object of a library. */
export type Schema = StandardSchema | JSONSchema;

/** Whether a schema is a library's object rather than plain JSON Schema. */
export function isStandardSchema(schema: Schema): schema is StandardSchema {
  return '~standard' in schema;
}

/** What a library's schema makes of a value, or what it has against it. */
export async function validated<Output>(
  schema: StandardSchema<Output>,
  value: unknown,
): Promise<{ readonly value: Output } | { readonly problem: string }> {
  const checked = await schema['~standard'].validate(value);
  if (!checked.issues) return checked;
  const issues = checked.issues.map(({ path = [], message }) => {
    const at = path.map((key) => String(typeof key === 'object' ? key.key : key)).join('.');
    return at ? `${at}: ${message}` : message;
  });
  return { problem: issues.join('; ') };
}

/**
 * The JSON Schema of a schema.
 *
 * @param purpose what it is for, to name in errors
 * @throws ConfigurationError for a library's schema that cannot say its JSON Schema
 */
export function toJSONSchema(schema: Schema, purpose: string): JSONSchema {
  if (!isStandardSchema(schema)) return schema;
  const { jsonSchema, vendor } = schema['~standard'];
  if (!jsonSchema) {
    throw new ConfigurationError(
      `The schema for ${purpose} (from ${vendor}) cannot be turned into JSON Schema. ` +
        `Pass a JSON Schema, or a version of ${vendor} that implements Standard JSON Schema.`,
    );
  }
  try {
    return jsonSchema.input({ target: 'draft-2020-12' });
  } catch (cause) {
    throw new ConfigurationError(`The schema for ${purpose} (from ${vendor}) has no JSON Schema form.`, { cause });
  }
}
