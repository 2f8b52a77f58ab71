import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ProviderDefinition } from '@rephysco/core/provider';
import type { ServiceName } from '@rephysco/simulator';

/** Provider package of the repository. */
export interface ProviderPackage {
  readonly definition: ProviderDefinition;
  /** Simulated service for the provider: the one with its name, or the one in the manifest's `rephysco.service`. */
  readonly service: ServiceName;
}

const packages = join(import.meta.dirname, '../..');

interface Manifest {
  readonly keywords?: readonly string[];
  readonly rephysco?: { readonly service?: ServiceName };
}

function manifestOf(folder: string): Manifest {
  const path = join(packages, folder, 'package.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest) : {};
}

/** Returns `true` for a package whose manifest has the keyword `rephysco-provider`. */
function isProvider(folder: string): boolean {
  return manifestOf(folder).keywords?.includes('rephysco-provider') ?? false;
}

async function load(folder: string): Promise<ProviderPackage> {
  const module = (await import(pathToFileURL(join(packages, folder, 'src/index.ts')).href)) as Record<string, unknown>;
  const definition = module[folder] as ProviderDefinition | undefined;
  if (!definition) throw new Error(`packages/${folder}/src/index.ts must export its definition as '${folder}'.`);
  return { definition, service: manifestOf(folder).rephysco?.service ?? (definition.name as ServiceName) };
}

/** All provider packages of the repository, by name. New packages take part in all conformance tests. */
export const providers: readonly ProviderPackage[] = await Promise.all(
  readdirSync(packages).filter(isProvider).sort().map(load),
);
