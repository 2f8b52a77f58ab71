import type { Options } from 'tsup';
import { scriptsOf } from '../../scripts/chunks.ts';
import { shareChunks } from '../../scripts/share-chunks.ts';
import { library } from '../../tsup.preset.ts';

const options: Options = {
  ...library({
    index: 'src/index.ts',
    provider: 'src/entry/provider.ts',
    middleware: 'src/entry/middleware.ts',
    'testing/index': 'src/testing/index.ts',
  }),
  plugins: [
    {
      name: 'share-chunks',
      async buildEnd({ writtenFiles }) {
        await shareChunks(this.options.outDir, scriptsOf(writtenFiles), 'index.js');
      },
    },
  ],
};

export default options;
