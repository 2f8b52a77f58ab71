import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Options } from 'tsup';
import { library } from '../../tsup.preset.ts';
import { licenses } from './licenses.ts';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * Node's modules without their ESM faces: an import of `node:fs` reads every export of it once, which loads streams,
 * readline and more, 8 ms of CPU at every start. Each importer gets a face of its own, so that none becomes a file.
 */
const plainNode: Plugin = {
  name: 'plain-node',
  setup(build) {
    build.onResolve(
      { filter: new RegExp(`^(?:node:)?(?:${builtinModules.join('|')})$`) },
      ({ path, importer, kind }) => {
        if (kind === 'dynamic-import') return { path, external: true };
        if (kind === 'require-call') return { path, namespace: 'required-node' };
        // The parser would start subcommands that are other programs; there are none.
        if (path === 'node:child_process') return { path: file('src/bundle-stubs/child-process.ts') };
        return { path, namespace: 'plain-node', suffix: `?${importer}` };
      },
    );
    build.onLoad({ filter: /.*/, namespace: 'required-node' }, ({ path }) => {
      return { contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});` };
    });
    build.onLoad({ filter: /.*/, namespace: 'plain-node' }, ({ path }) => {
      const names = Object.keys(process.getBuiltinModule(path) ?? {}).filter((name) =>
        /^(?!default$)[\w$]+$/.test(name),
      );
      const module = `process.getBuiltinModule(${JSON.stringify(path)})`;
      const exports = names.map((name) => `export const ${name} = /* @__PURE__ */ (() => module.${name})();`);
      return { contents: `const module = /* @__PURE__ */ ${module};\nexport default module;\n${exports.join('\n')}` };
    });
  },
};

/**
 * A CommonJS library that is imported when it is needed: bundled, it would lose the names of its exports, which Node
 * finds by itself.
 */
const namedExports: Plugin = {
  name: 'named-exports',
  setup(build) {
    build.onResolve({ filter: /^exponential-backoff$/ }, ({ path, kind, resolveDir }) =>
      kind === 'dynamic-import' ? { path, namespace: 'named-exports', pluginData: resolveDir } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'named-exports' }, ({ path, pluginData: resolveDir }) => {
      return { contents: `export { backOff } from ${JSON.stringify(path)};`, resolveDir };
    });
  },
};

/** What programs import. */
const imported: Options = { ...library(), splitting: false, clean: ['index.*'] };

/**
 * The command line. It brings along the packages of this repository and the libraries, in few files, and loads what is
 * large when it is needed: each file that has to be found and read costs half a millisecond at every start.
 */
const commandLine: Options = {
  ...library({ bin: 'src/bin.ts' }),
  clean: ['**/*', '!index.*'],
  dts: false,
  minify: true,
  // Its tables are megabytes of data: they stay where they are.
  external: ['gpt-tokenizer'],
  noExternal: [/^(?!node:|gpt-tokenizer)/],
  esbuildPlugins: [plainNode, namedExports, licenses],
  esbuildOptions(build) {
    build.conditions = ['@rephysco/source'];
    // The maps serve --debug, which names places and shows no source.
    build.sourcesContent = false;
    // Node makes its `performance` when it is first asked for, which takes 2 ms.
    build.inject = [file('src/bundle-stubs/performance.ts')];
  },
};

const options: Options[] = [imported, commandLine];

export default options;
