import { builtinModules } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Options } from 'tsup';
import { scriptsOf } from '../../scripts/chunks.ts';
import { mergeChunks } from '../../scripts/merge-chunks.ts';
import { library } from '../../tsup.preset.ts';
import { licenses } from './licenses.ts';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * Replaces imports of Node's modules by `process.getBuiltinModule`: an ESM import of `node:fs` reads every export once,
 * which loads streams, readline and more and costs 8 ms of CPU at every start. Each importer gets its own replacement,
 * so that none becomes a file.
 */
const plainNode: Plugin = {
  name: 'plain-node',
  setup(build) {
    build.onResolve(
      { filter: new RegExp(`^(?:node:)?(?:${builtinModules.join('|')})$`) },
      ({ path, importer, kind }) => {
        if (kind === 'dynamic-import') return { path, external: true };
        if (kind === 'require-call') return { path, namespace: 'required-node' };
        // The parser uses it only for subcommands that are separate programs, which do not exist here.
        if (path === 'node:child_process') return { path: file('src/bundle-stubs/child-process.ts') };
        // Source maps contain the suffix, so it must be a relative path.
        return { path, namespace: 'plain-node', suffix: `?${relative(import.meta.dirname, importer)}` };
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
 * Names the exports of a CommonJS library that is imported on demand. The bundler drops the names, which Node detects.
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

/** Packages that register a provider, and the protocol of services that the user adds. The user's package manager installs and updates them. */
const providers = ['openai', 'gemini', 'aliyun', 'xai', 'siliconflow', 'anthropic', 'openai-compatible'].map(
  (name) => `@rephysco/${name}`,
);

/** Entry point for programs. */
const imported: Options = { ...library(), splitting: false, clean: ['index.*'] };

/** Start of the command line. Rejects an old Node.js before other files are read, and prints the version. */
const start: Options = {
  ...library({ bin: 'src/bin.ts' }),
  clean: ['bin.*'],
  dts: false,
  minify: true,
  esbuildOptions(build) {
    build.sourcesContent = false;
  },
  esbuildPlugins: [
    {
      name: 'main-apart',
      setup(build) {
        build.onResolve({ filter: /^\.\/main\.ts$/ }, () => ({ path: './main.js', external: true }));
      },
    },
  ],
};

/**
 * Command line. It contains core, the simulator and the libraries in few files, and loads large ones on demand: each
 * file that Node resolves and reads costs half a millisecond of CPU at every start. The providers stay outside, so that
 * a new version of a provider reaches an installed command line. They share the registry with the core inside.
 */
const commandLine: Options = {
  ...library({ main: 'src/main.ts' }),
  clean: ['**/*', '!index.*', '!bin.*'],
  dts: false,
  minify: true,
  // The tables of `gpt-tokenizer` are megabytes of data.
  external: ['gpt-tokenizer', '@rephysco/queue', ...providers],
  noExternal: [new RegExp(`^(?!node:|gpt-tokenizer|@rephysco/queue|(?:${providers.join('|')})$)`)],
  esbuildPlugins: [plainNode, namedExports, licenses],
  plugins: [
    {
      name: 'merge-chunks',
      async buildEnd({ writtenFiles }) {
        const entries = ['main', 'program', 'commands', 'register'];
        await mergeChunks(this.options.outDir, scriptsOf(writtenFiles), entries);
      },
    },
  ],
  esbuildOptions(build) {
    build.conditions = ['@rephysco/source'];
    // `--debug` prints positions in the sources, not the sources.
    build.sourcesContent = false;
    // Node creates `performance` on first use, which takes 2 ms.
    build.inject = [file('src/bundle-stubs/performance.ts')];
  },
};

const options: Options[] = [imported, start, commandLine];

export default options;
