import type { Options } from 'tsup';
import { library } from '../../tsup.preset.ts';

const options: Options = library('src/index.ts');

export default options;
