import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ProviderDefinition } from '@rephysco/core';
import type { ServiceName } from '@rephysco/simulator';

/** A provider package of the repository. */
export interface ProviderPackage {
  readonly definition: ProviderDefinition;
  /** Service of the simulator that answers it: it has the name of the provider. */
  readonly service: ServiceName;
}

const packages = join(import.meta.dirname, '../..');

/** A package is a provider if its manifest has the keyword `rephysco-provider`. */
function isProvider(folder: string): boolean {
  const manifest = join(packages, folder, 'package.json');
  if (!existsSync(manifest)) return false;
  const { keywords = [] } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly keywords?: readonly string[] };
  return keywords.includes('rephysco-provider');
}

async function load(folder: string): Promise<ProviderPackage> {
  const module = (await import(pathToFileURL(join(packages, folder, 'src/index.ts')).href)) as Record<string, unknown>;
  const definition = module[folder] as ProviderDefinition | undefined;
  if (!definition) throw new Error(`packages/${folder}/src/index.ts must export its definition as '${folder}'.`);
  return { definition, service: definition.name as ServiceName };
}

/** Every provider package of the repository, by name. New packages take part in all conformance tests. */
export const providers: readonly ProviderPackage[] = await Promise.all(
  readdirSync(packages).filter(isProvider).sort().map(load),
);
