/** Documented rules of a service for schemas in strict mode. */
export interface StrictRules {
  /** Values of `format` that the service accepts. */
  readonly formats: readonly string[];
  /** Validation keywords that the service accepts besides the structural ones. */
  readonly keywords: readonly string[];
  /** `true` if optional properties may stay optional. @default false */
  readonly optional?: boolean | undefined;
  /**
   * `true` moves keywords and formats that the service does not accept into the description instead of rejecting the
   * schema. The client validates the answer against the whole schema. @default false
   */
  readonly describe?: boolean | undefined;
  /** `true` if a definition may refer to itself. @default true */
  readonly recursive?: boolean | undefined;
  /** Maximum number of optional properties in the whole schema. @default unlimited */
  readonly maxOptional?: number | undefined;
  /** Maximum number of places with several types or forms in the whole schema. @default unlimited */
  readonly maxUnions?: number | undefined;
}

/** Documented rules of Chat Completions services for strict schemas. */
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
