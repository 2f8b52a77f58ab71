import type { Options } from 'tsup';
import { library } from '../../tsup.preset.ts';

const options: Options = library({ index: 'src/index.ts', register: 'src/register.ts' });

export default options;
