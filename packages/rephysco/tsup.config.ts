import type { Options } from 'tsup';
import { library } from '../../tsup.preset.ts';

/** The command line brings its libraries along: fewer files to find and to read at every start. */
const bundled = ['commander', '@bomb.sh/tab', 'file-type', 'markdansi', 'marked', 'mrmime', 'smol-toml'];

const options: Options = { ...library('src/index.ts', 'src/bin.ts'), noExternal: bundled, minify: true };

export default options;
