// Installs the packages as a user does and runs them: `pnpm verify:install`, or `pnpm verify:install --short`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulatedServices } from '@rephysco/conformance/simulated-services';
import { hasRedis, startRedis } from '@rephysco/core/testing';
import { pack } from '../tarballs.ts';
import { packages } from '../workspace.ts';
import { bundles } from './bundles.ts';
import { runIn } from './execute.ts';
import { findManagers } from './managers.ts';
import { type Cell, checkCell, type NodeVersion, projectOf } from './matrix.ts';
import { trustCertificates } from './npm-settings.ts';
import { plugin } from './plugin.ts';
import { startRegistry } from './registry.ts';
import { releases } from './releases.ts';
import { gapsOf, matrixLines } from './report.ts';
import { reproducible } from './reproducible.ts';
import { rowsFor } from './rows.ts';
import type { Surroundings } from './scenario.ts';
import { installTools, type Tools } from './tools.ts';
import { twoCores } from './two-cores.ts';

const started = performance.now();
const form = process.argv.includes('--short') ? 'short' : 'long';
const note = (text: string) =>
  console.log(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}`);

const folder = await mkdtemp(join(tmpdir(), 'verify-install-'));
const gaps: string[] = [];
try {
  await verify();
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
for (const gap of gaps) console.error(`\n${gap}`);
note(gaps.length === 0 ? 'No gap.' : `${gaps.length} gaps.`);
process.exitCode = gaps.length === 0 ? 0 : 1;

async function verify(): Promise<void> {
  await trustCertificates();
  const tools = await installTools(form);
  note(`Tools are installed (${form} form).`);
  await using registry = await startRegistry(tools, join(folder, 'registry'));
  await using services = await simulatedServices();
  await using redis = hasRedis ? await startRedis() : undefined;
  if (!redis) console.warn('SKIPPED: @rephysco/redis and @rephysco/queue. Install redis-server to check them.');
  const names = packages.filter(({ manifest }) => !manifest.private).map(({ manifest }) => manifest.name);
  const tarballs = await pack(names, folder);
  for (const [name, tarball] of tarballs) {
    gaps.push(...(await registry.publish(tarball)).map((warning) => `publish ${name}: ${warning}`));
  }
  const managers = await findManagers(tools, form, registry, join(folder, 'home'));
  const nodes = form === 'short' ? [await nodeAt(process.execPath)] : await Promise.all(otherNodes(tools));
  note(`Published ${tarballs.size} packages. Node ${nodes.map(({ version }) => version).join(', ')}.`);
  const rows = rowsFor(services, redis?.url);
  const surroundings: Surroundings = { nodes, folder, env: services.env, registry, tools, managers, rows, tarballs };
  const cells = (
    await Promise.all(
      managers.map(async (manager) => {
        const column: Cell[] = [];
        for (const row of rows) {
          column.push(await checkCell(row, manager, surroundings));
          // The scenarios reuse the projects of these two rows.
          if (!['openai', 'rephysco'].includes(row.name))
            await rm(projectOf(folder, manager, row), { recursive: true, force: true });
        }
        note(`${manager.name} ${manager.version} is done.`);
        return column;
      }),
    )
  ).flat();
  console.log(`\n${matrixLines(cells, managers)}\n`);
  gaps.push(...gapsOf(cells, rows, managers));
  const scenarios = [releases, twoCores, plugin, ...(form === 'long' ? [bundles, reproducible] : [])];
  for (const scenario of scenarios) {
    const problems = await scenario.run(surroundings);
    note(`${problems.length === 0 ? 'passed' : 'FAILED'}: ${scenario.name}`);
    gaps.push(...problems);
  }
}

function otherNodes(tools: Tools): readonly Promise<NodeVersion>[] {
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  return [22, 24, 26].map((major) => nodeAt(tools.file(`node-${major}/bin/${binary}`)));
}

async function nodeAt(file: string): Promise<NodeVersion> {
  const { stdout } = await runIn({ cwd: folder }, file, '--version');
  return { version: stdout.trim().slice(1), file };
}
