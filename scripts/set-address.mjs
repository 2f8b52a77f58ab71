// Sets the address of the repository in every manifest and README:
// `npx -y pnpm@12 run set-address https://github.com/OWNER/rephysco`.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { root: { type: 'string', default: resolve(import.meta.dirname, '..') } },
});
const [address = ''] = positionals;
if (!/^https:\/\/[^/\s]+\/[^/\s]+\/[^/\s]+$/.test(address) || address.endsWith('.git')) {
  console.error(
    `The address must look like https://github.com/OWNER/rephysco, without '.git' and without a slash at the end. Received '${address}'.`,
  );
  process.exit(2);
}
const manifest = JSON.parse(readFileSync(join(values.root, 'package.json'), 'utf8'));
const old = manifest.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
const files = globSync(['package.json', 'packages/*/package.json', 'packages/*/README.md'], { cwd: values.root });
let changed = 0;
for (const file of files) {
  const path = join(values.root, file);
  const text = readFileSync(path, 'utf8');
  if (!text.includes(old)) continue;
  writeFileSync(path, text.replaceAll(old, address));
  changed += 1;
}
console.log(`Replaced ${old} by ${address} in ${changed} files.`);
