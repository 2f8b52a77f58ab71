import { defineConfig, type ViteUserConfig } from 'vitest/config';

// Tests run on the sources of every package: no build needed.
const conditions = ['@rephysco/source', 'module', 'node', 'import', 'default'];

const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['{packages/*/{src,torture},examples,scripts}/**/*.test.ts'],
    // Generous, for busy machines: no test waits for time to pass.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    passWithNoTests: true,
    reporters: ['default', './scripts/plain-line-reporter.ts'],
  },
});

export default config;
