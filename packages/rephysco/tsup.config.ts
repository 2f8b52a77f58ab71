import type { Options } from 'tsup';
import { library } from '../../tsup.preset.ts';

// The command line brings its parser along: one file less to find and to read at every start.
const options: Options = { ...library('src/index.ts', 'src/bin.ts'), noExternal: ['commander'] };

export default options;
