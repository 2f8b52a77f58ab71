import type { Options } from 'tsup';
import { library } from '../../tsup.preset.ts';

const options: Options = library('src/index.ts', 'src/register.ts');

export default options;
