import type { Options } from 'tsup';
import { library } from '../../tsup.preset.ts';

const options: Options = library();

export default options;
