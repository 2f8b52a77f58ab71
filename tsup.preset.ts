import type { Options } from 'tsup';

/** How every package is built: modern ESM with bundled types; whatever stands in its dependencies stays outside. */
export function library(...entry: readonly string[]): Options {
  return {
    entry: [...entry],
    format: ['esm'],
    target: 'node22',
    dts: true,
    clean: true,
    sourcemap: true,
    removeNodeProtocol: false,
    tsconfig: '../../tsconfig.base.json',
  };
}
