import { asList, asObject } from '@rephysco/core/provider';

/**
 * Whether a JSON Schema keeps the rules of `strict: true`: every object lists all its properties as required and
 * allows no others (https://platform.openai.com/docs/guides/structured-outputs). Otherwise `strict` is a 400.
 */
export function isStrictSchema(schema: unknown): boolean {
  const node = asObject(schema);
  if (!node) return asList(schema).every(isStrictSchema);
  const properties = asObject(node.properties);
  if (node.type === 'object' || properties) {
    const required = asList(node.required);
    const names = Object.keys(properties ?? {});
    if (node.additionalProperties !== false || !names.every((name) => required.includes(name))) return false;
  }
  const children = [
    ...Object.values(properties ?? {}),
    ...Object.values(asObject(node.$defs) ?? {}),
    node.items,
    node.anyOf,
  ];
  return children.every((child) => child === undefined || isStrictSchema(child));
}
