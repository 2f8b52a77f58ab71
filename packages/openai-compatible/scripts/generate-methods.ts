// Writes src/service/hot-methods.ts from the installed openai SDK: `node packages/openai-compatible/scripts/generate-methods.ts`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hotMethodCalls, methodsOf } from '../src/service/sdk-methods.ts';

const methods = await methodsOf(hotMethodCalls);
const toSource = (value: object): string => JSON.stringify(value).replaceAll('"', "'");
/** Source of each combination of method and headers. Most methods share one. */
const forms = [...new Set(Object.values(methods).map(({ method, headers }) => toSource({ method, headers })))];
const rows = Object.entries(methods).map(([name, { path, method, headers }]) => {
  return `  '${name}': { path: '${path}', ...form${forms.indexOf(toSource({ method, headers })) + 1} },`;
});
const text = `// Generated from the openai SDK by scripts/generate-methods.ts. Do not edit.

/** Request data that all calls of one SDK method share. */
export interface HotMethod {
  /** Path below the base URL. */
  readonly path: string;
  readonly method: string;
  /** Headers without credentials and without those that describe the SDK. */
  readonly headers: Readonly<Record<string, string>>;
}

${forms.map((form, index) => `const form${index + 1} = ${form};`).join('\n')}

/** Methods of the SDK that calls use. Their requests are built without loading the SDK. */
export const hotMethods: Readonly<Record<HotMethodName, HotMethod>> = {
${rows.join('\n')}
};

/** Name of a method of the SDK. */
export type HotMethodName =
${Object.keys(methods)
  .map((name) => `  | '${name}'`)
  .join('\n')};
`;
writeFileSync(join(import.meta.dirname, '../src/service/hot-methods.ts'), text);
