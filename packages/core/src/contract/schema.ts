import { ConfigurationError } from './errors.ts';

/** JSON Schema as an object. */
export type JSONSchema = Readonly<Record<string, unknown>>;

/** JSON Schema that carries the TypeScript type of its values. Created by `jsonSchema`. */
export type TypedJSONSchema<Value> = JSONSchema & {
  /** Never set. It carries the type for the compiler. */
  readonly '~value'?: Value;
};

interface StandardIssue {
  readonly message: string;
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}

type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/**
 * Schema of a library that implements [Standard Schema](https://standardschema.dev): Zod, Valibot, ArkType and others.
 */
export interface StandardSchema<Output = unknown, Input = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly jsonSchema?: {
      readonly input: (options: { readonly target: string }) => Record<string, unknown>;
      readonly output: (options: { readonly target: string }) => Record<string, unknown>;
    };
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** Schema of a value: a JSON Schema, or the schema object of a library. */
export type Schema = StandardSchema | JSONSchema;

/** TypeScript type of the values of a schema, after validation. `unknown` for a plain JSON Schema. */
export type ValueOf<Value extends Schema | undefined> = Value extends {
  readonly '~standard': { readonly types?: infer Types };
}
  ? NonNullable<Types> extends { readonly output: infer Output }
    ? Output
    : unknown
  : Value extends { readonly '~value'?: infer Typed }
    ? unknown extends Typed
      ? unknown
      : Exclude<Typed, undefined>
    : unknown;

/**
 * Returns a JSON Schema with the TypeScript type of its values.
 *
 * @param schema JSON Schema. The answer is checked against it, but the compiler does not compare it with `Value`
 * @example
 * const person = jsonSchema<{ name: string }>({
 *   type: 'object',
 *   properties: { name: { type: 'string' } },
 *   required: ['name'],
 * });
 * const { object } = await client.generate({ prompt, schema: person }); // object.name is a string
 */
export function jsonSchema<Value>(schema: JSONSchema): TypedJSONSchema<Value> {
  if (typeof schema === 'object' && schema !== null && !Array.isArray(schema)) return schema;
  throw new ConfigurationError(`jsonSchema() expects a JSON Schema object, but received ${typeof schema}.`);
}

/** Returns `true` for the schema object of a library, `false` for a JSON Schema. */
export function isStandardSchema(schema: Schema): schema is StandardSchema {
  return '~standard' in schema;
}

/** Validates a value. Returns the output of the schema, or a description of the problem. */
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
 * Returns the JSON Schema of a schema.
 *
 * @param purpose use of the schema, for the error message: `the answer`, `tool 'look'`
 * @throws ConfigurationError for the schema of a library that has no JSON Schema form
 */
export function toJSONSchema(schema: Schema, purpose: string): JSONSchema {
  if (!isStandardSchema(schema)) return schema;
  const { jsonSchema: converter, vendor } = schema['~standard'];
  if (!converter) {
    throw new ConfigurationError(
      `Cannot convert the schema for ${purpose} (from ${vendor}) to JSON Schema: this version of ${vendor} does not ` +
        `implement Standard JSON Schema. Update ${vendor}, or pass a JSON Schema with jsonSchema<T>(…).`,
    );
  }
  try {
    return converter.input({ target: 'draft-2020-12' });
  } catch (cause) {
    throw noJSONForm(schema, purpose, cause);
  }
}

/** Returns the error for a schema with a part that JSON Schema cannot express, such as a transform, a Date or a Map. */
function noJSONForm(schema: StandardSchema, purpose: string, cause: unknown): ConfigurationError {
  const field = fieldWithoutForm(schema, []);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ConfigurationError(
    `Cannot convert the schema for ${purpose} (from ${schema['~standard'].vendor}) to JSON Schema` +
      `${field ? `: field '${field}' has no JSON form` : ''}. Reason: ${reason} ` +
      'Describe the value as the model writes it (for example a date as a string), and convert it after the call, or ' +
      'pass a JSON Schema with jsonSchema<T>(…).',
    { cause },
  );
}

/** Finds the path of the first field that cannot be converted by itself, if the library exposes fields as `shape`. */
function fieldWithoutForm(schema: unknown, path: readonly string[]): string | undefined {
  const shape = (schema as { readonly shape?: unknown }).shape;
  if (typeof shape !== 'object' || shape === null || path.length > 16) return undefined;
  for (const [name, field] of Object.entries(shape)) {
    const inner = fieldWithoutForm(field, [...path, name]);
    if (inner) return inner;
    if (!converts(field)) return [...path, name].join('.');
  }
  return undefined;
}

function converts(schema: unknown): boolean {
  try {
    (schema as StandardSchema)['~standard'].jsonSchema?.input({ target: 'draft-2020-12' });
    return true;
  } catch {
    return false;
  }
}
