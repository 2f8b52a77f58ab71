// Runs before a package is packed. Fails for package managers that keep workspace ranges in the manifest.
import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const ranges = ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((kind) =>
  Object.entries(manifest[kind] ?? {}).filter(([, range]) => /^(?:workspace|catalog):/.test(range)),
);
// pnpm replaces these ranges in the tarball. npm and yarn would publish them unchanged.
if (ranges.length > 0 && !/^pnpm\//.test(process.env.npm_config_user_agent ?? '')) {
  const names = ranges.map(([name, range]) => `${name}@${range}`).join(', ');
  console.error(
    `${manifest.name} depends on workspace ranges (${names}), which only pnpm replaces. Pack it with pnpm.`,
  );
  process.exit(1);
}
