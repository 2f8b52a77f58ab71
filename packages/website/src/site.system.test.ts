import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Page, type ViewportSize } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkProblems } from './link-problems.ts';
import { output, root } from './paths.ts';

const built = existsSync(join(output, 'llms.txt'));
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const reason = [
  ...(built ? [] : ['the website is not built (`npx -y pnpm@12 site` builds it)']),
  ...(executablePath ? [] : ['Chromium is missing (on Debian: `apt-get install chromium`)']),
].join(', and ');

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** Origin of the website. The browser gets the files from the test, so that it needs no network at all. */
const origin = 'http://localhost';
const types: Readonly<Record<string, string>> = { '.css': 'text/css', '.html': 'text/html', '.js': 'text/javascript' };
const rules = {
  resultTypes: ['violations'],
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
};
const screens = [
  { screen: 'wide', viewport: { width: 1280, height: 800 } },
  { screen: 'narrow', viewport: { width: 390, height: 844 } },
];

describe.skipIf(!built)('the built website', () => {
  it('has no broken link or anchor, and loads no file from another host', () => {
    expect(linkProblems(output)).toEqual([]);
  });
});

describe.skipIf(reason)(`the website in Chromium${reason && ` (skipped: ${reason})`}`, { timeout: 120_000 }, () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'site-'));
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  /** Opens a page. Records messages of the console, errors, and requests to other hosts. */
  async function open(path: string, viewport: ViewportSize) {
    const page = await browser.newPage({ viewport, colorScheme: 'light', reducedMotion: 'reduce' });
    const problems: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    await page.route('**', async (route) => {
      const { origin: host, pathname } = new URL(route.request().url());
      const file = join(output, pathname.endsWith('/') ? `${pathname}index.html` : decodeURIComponent(pathname));
      const problem = host === origin ? 'missing file' : 'request to another host';
      if (host === origin && existsSync(file)) {
        const contentType = types[extname(file)] ?? 'application/octet-stream';
        await route.fulfill({ body: readFileSync(file), contentType });
      } else {
        problems.push(`${problem}: ${route.request().url()}`);
        await route.abort();
      }
    });
    await page.goto(`${origin}${path}`, { waitUntil: 'networkidle' });
    return { page, problems };
  }

  /** Returns the serious and critical findings of axe in the light and in the dark theme. */
  async function findings(page: Page): Promise<readonly string[]> {
    await page.addScriptTag({ path: axe });
    const found: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(colorScheme === 'dark' ? 'html.dark' : 'html:not(.dark)').waitFor({ state: 'attached' });
      const { violations } = (await page.evaluate(`axe.run(document, ${JSON.stringify(rules)})`)) as AxeResults;
      for (const { id, impact, nodes } of violations) {
        if (impact !== 'serious' && impact !== 'critical') continue;
        found.push(...nodes.map(({ html, failureSummary }) => `${colorScheme}: ${id}: ${html} ${failureSummary}`));
      }
    }
    return found;
  }

  it.each(
    screens.flatMap((screen) => [
      { ...screen, path: '/', heading: 'Rephysco' },
      { ...screen, path: '/errors.html', heading: 'Errors' },
      { ...screen, path: '/api/core/classes/LLMClient.html', heading: 'Class: LLMClient' },
    ]),
  )('shows $path on a $screen screen, light and dark, without errors', async ({ path, heading, viewport }) => {
    const { page, problems } = await open(path, viewport);
    expect(await page.locator('h1').first().textContent()).toContain(heading);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width);
    expect(await findings(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.close();
  });

  it.each(screens)('finds a page by its words on a $screen screen, light and dark', async ({ viewport }) => {
    const { page, problems } = await open('/', viewport);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('searchbox').fill('budget_exceeded');
    const result = page.locator('.VPLocalSearchBox .result').first();
    await result.waitFor();
    expect(await findings(page)).toEqual([]);
    await result.click();
    // The address changes before the page does.
    await page.waitForURL(/errors/);
    await page.locator('h1', { hasText: 'Errors' }).waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });

  it.each([
    { name: 'start.png', path: '/' },
    { name: 'page.png', path: '/errors.html' },
  ])('makes the screenshot docs/images/$name; SCREENSHOTS=write updates it', async ({ name, path }) => {
    const committed = join(root, 'docs/images', name);
    const target = process.env.SCREENSHOTS === 'write' ? committed : join(folder, name);
    const { page } = await open(path, { width: 1100, height: 700 });
    await page.screenshot({ path: target });
    for (const file of [target, committed]) {
      expect(statSync(file).size).toBeGreaterThan(20_000);
      expect(statSync(file).size).toBeLessThan(150_000);
    }
    await page.close();
  });
});
