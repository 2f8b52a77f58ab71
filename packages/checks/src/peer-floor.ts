import type { Manifest } from './workspace.ts';

/**
 * Returns one sentence for each package whose peer range of core does not start at a major version. A higher floor in a
 * patch or minor release would make the package managers of existing users refuse the update.
 */
export function peerFloorProblems(manifests: readonly Manifest[]): readonly string[] {
  return manifests.flatMap(({ name, peerDependencies = {} }) => {
    const range = peerDependencies['@rephysco/core'];
    if (range === undefined || /^\^[1-9]\d*\.0\.0$/.test(range)) return [];
    return [
      `${name} accepts core '${range}'. Use '^N.0.0', and raise N only together with a major version of ${name}.`,
    ];
  });
}
