import { fileURLToPath } from 'node:url';
import type { Options } from 'tsup';
import { library } from '../../tsup.preset.ts';

/** The command line brings its libraries along: fewer files to find and to read at every start. */
const bundled = ['commander', '@bomb.sh/tab', 'file-type', 'markdansi', 'marked', 'mrmime', 'smol-toml'];

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const options: Options = {
  ...library('src/index.ts', 'src/bin.ts'),
  noExternal: bundled,
  minify: true,
  // The parser imports two modules of Node whose loading takes 5 ms each, one for what is never used here.
  esbuildOptions(build) {
    build.alias = {
      'node:process': file('src/stand-ins/process.ts'),
      'node:child_process': file('src/stand-ins/child-process.ts'),
    };
  },
};

export default options;
