import type { Options } from 'tsup';
import { library } from '../../tsup.preset.ts';

const options: Options = library({
  index: 'src/index.ts',
  provider: 'src/entry/provider.ts',
  middleware: 'src/entry/middleware.ts',
  'testing/index': 'src/testing/index.ts',
});

export default options;
