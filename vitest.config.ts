import { join } from 'node:path';
import { configDefaults, defineConfig, type ViteUserConfig } from 'vitest/config';

// Tests run on the sources of every package: no build needed.
const conditions = ['@rephysco/source', 'module', 'node', 'import', 'default'];

const all = ['{packages/*/{src,torture},examples,scripts}/**/*.test.ts'];

// System tests run built packages, recorded responses, real shells, or several processes. They take minutes.
const system = ['packages/conformance/**/*.test.ts', '**/*.system.test.ts'];

const config: ViteUserConfig = defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: all, exclude: [...configDefaults.exclude, ...system] } },
      // They depend on how fast other programs answer. A second attempt is reported by name: fix that test too.
      { extends: true, test: { name: 'system', include: system, retry: 1 } },
    ],
    // Generous, for busy machines: no test waits for time to pass.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Tests start hundreds of Node processes on the sources. With this cache, each takes a third of the time.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/compiled') },
    // By default, one core of two stays idle.
    maxWorkers: '100%',
    passWithNoTests: true,
    reporters: ['default', './scripts/plain-line-reporter.ts'],
  },
});

export default config;
