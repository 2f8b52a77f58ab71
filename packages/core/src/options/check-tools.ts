import { ConfigurationError } from '../contract/errors.ts';
import { isProviderTool, type ProviderTool, type Tool, type ToolChoice, toolKeys } from '../contract/tool.ts';
import { nearest } from '../util/names.ts';
import { type Check, isRecord, isText, must, optionError, valid } from './rules.ts';

/** Check of a tool name by the strictest rule of all providers, so that a tool works with each of them. */
const toolName = must(
  (value) => isText(value) && /^[A-Za-z0-9_-]{1,64}$/.test(value),
  '1 to 64 letters, digits, _ or -',
);

/** Checks the option `tools`. */
export const checkToolList: Check = (value, name) => {
  if (!Array.isArray(value) || !value.every(isRecord)) throw optionError(name, 'a list of tools', value);
  const own = (value as readonly unknown[] as readonly (Tool | ProviderTool)[]).filter((tool) => !isProviderTool(tool));
  for (const each of own as readonly Partial<Tool>[]) {
    checkKeys(each, name);
    const { name: tool, parameters, execute } = each;
    if (execute !== undefined) valid.action(execute, `${name}[].execute`);
    toolName(tool, `${name}[].name`);
    if (parameters !== undefined) valid.schema(parameters, `${name}[].parameters`);
  }
  const names = value.map((tool: Partial<Tool>) => tool.name);
  const twice = names.find((tool, place) => names.indexOf(tool) !== place);
  if (twice === undefined) return;
  throw new ConfigurationError(
    `Option '${name}' has two tools with the name '${twice}'. Rename or remove one of them.`,
  );
};

/** Checks the properties of a plain object. An instance of a class may have properties of its own. */
function checkKeys(tool: object, name: string): void {
  const prototype: unknown = Object.getPrototypeOf(tool);
  if (prototype !== Object.prototype && prototype !== null) return;
  const stray = Object.keys(tool).find((key) => !toolKeys.includes(key));
  if (stray === undefined) return;
  const near = otherKeys.get(stray) ?? nearest(stray, toolKeys);
  const hint = near ? `Did you mean '${near}'?` : `Properties are: ${toolKeys.join(', ')}.`;
  throw new ConfigurationError(`A tool in option '${name}' has no property '${stray}'. ${hint}`);
}

/** Properties of tools in other libraries. */
const otherKeys: ReadonlyMap<string, string> = new Map([
  ['inputSchema', 'parameters'],
  ['input_schema', 'parameters'],
  ['schema', 'parameters'],
  ['function', 'execute'],
  ['handler', 'execute'],
  ['run', 'execute'],
  ['invoke', 'execute'],
]);

/**
 * Checks that `toolChoice` names one of the tools.
 *
 * @throws ConfigurationError
 */
export function checkToolChoice(
  choice: ToolChoice | undefined,
  tools: readonly (Tool | ProviderTool)[] | undefined,
): void {
  if (choice === undefined || choice === 'auto' || choice === 'none') return;
  const names = (tools ?? []).map(({ name }) => name);
  const fits = choice === 'required' ? names.length > 0 : isRecord(choice) && names.includes(String(choice.name));
  if (!fits) throw optionError('toolChoice', "'auto', 'none', 'required' or { name } of one of the 'tools'", choice);
}
