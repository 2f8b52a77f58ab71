/** Closed object schema, which every service can enforce. */
export const object = {
  type: 'object',
  properties: { name: { type: 'string' } },
  required: ['name'],
  additionalProperties: false,
} as const;

/** Open object schema, which cannot be strict. */
export const open = {
  type: 'object',
  properties: { name: { type: 'string' } },
  additionalProperties: { type: 'string' },
};
