/** What a service documents about schemas in strict mode. */
export interface StrictRules {
  /** Values of `format` that the service accepts. */
  readonly formats: readonly string[];
  /** Validation keywords that the service accepts besides the structural ones. */
  readonly keywords: readonly string[];
  /** Whether optional properties may stay optional. @default false */
  readonly optional?: boolean | undefined;
  /**
   * Writes what the service does not accept (keywords, values of `format`) into the description of its place instead of
   * refusing the schema. The client checks the answer against the whole schema.
   *
   * @default false
   */
  readonly describe?: boolean | undefined;
  /** Whether a definition may refer to itself. @default true */
  readonly recursive?: boolean | undefined;
  /** Maximum number of optional properties in the whole schema. @default unlimited */
  readonly maxOptional?: number | undefined;
  /** Maximum number of places with several types or forms in the whole schema. @default unlimited */
  readonly maxUnions?: number | undefined;
}

/** The subset that services of Chat Completions document for strict schemas. */
export const commonRules: StrictRules = {
  formats: ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid'],
  keywords: [
    'pattern',
    'format',
    'multipleOf',
    'minimum',
    'maximum',
    'exclusiveMinimum',
    'exclusiveMaximum',
    'minItems',
    'maxItems',
  ],
};
