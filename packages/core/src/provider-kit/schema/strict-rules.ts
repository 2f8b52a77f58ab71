/** What a service documents about schemas in strict mode. */
export interface StrictRules {
  /** Values of `format` that the service accepts. */
  readonly formats: readonly string[];
  /** Validation keywords that the service accepts besides the structural ones. */
  readonly keywords: readonly string[];
  /** Whether optional properties may stay optional. @default false */
  readonly optional?: boolean | undefined;
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
