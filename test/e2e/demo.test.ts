import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import type {} from '../../src/timeline.js';
import { withDemo } from '../support/demo.js';

/** Widths at which people see the site: the narrowest phone, and a large screen. */
const WIDTHS = [360, 1920];
const PAGES = ['index.html', 'call.html'];

/** What the page says on the console as an error, and what it throws, from now on. */
function faultsOf(page: Page): readonly string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  return faults;
}

const statusOf = (page: Page): Promise<string> =>
  page.locator('#recording-status').textContent().then(String);

describe('the demo site', () => {
  it('fits on every screen, and axe finds nothing on its pages', async () => {
    await withDemo(async (page) => {
      const faults = faultsOf(page);
      for (const name of PAGES) {
        await page.goto(new URL(name, page.url()).href);
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          expect(wide, `${name} at ${width} px`).toBeLessThanOrEqual(width);
        }
        await page.evaluate(axe.source);
        const found = await page.evaluate(async () => {
          const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document);
          return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        });
        expect(found, name).toEqual([]);
      }
      expect(faults).toEqual([]);
    });
  });

  it('judges a whole recording faster than it plays, shows it, and gives the results away', async () => {
    await withDemo(async (page) => {
      const faults = faultsOf(page);
      await page.locator('#recording-sample').click();
      await page.locator('#recording-save:enabled').waitFor();
      const [, pace] = /judged in .*: ([\d.]+) times its own pace/.exec(await statusOf(page)) ?? [];
      expect(Number(pace)).toBeGreaterThan(1);
      const words = await page
        .locator('#recording-timeline')
        .evaluate((timeline) => timeline.shadowRoot?.querySelector('.readout')?.textContent);
      expect(words).toMatch(/\d:\d\d/);
      const saved = page.waitForEvent('download');
      await page.locator('#recording-save').click();
      const results = JSON.parse(readFileSync(await (await saved).path(), 'utf8')) as Record<
        string,
        unknown[]
      >;
      expect(Object.keys(results)).toEqual(['Left', 'Right']);
      for (const side of Object.values(results)) expect(side.length).toBeGreaterThan(20);
      expect(faults).toEqual([]);
    });
  });

  it('says so when a file is no sound', async () => {
    await withDemo(async (page) => {
      const file = { name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear Sir or Madam') };
      await page.locator('#recording-file').setInputFiles(file);
      await expect.poll(() => statusOf(page)).toBe('letter.txt is no sound that this browser can read');
      expect(await page.locator('#recording-progress').getAttribute('value')).toBe('0');
    });
  });

  it('shows the markup of what is set in the playground, and the picture of what is heard', async () => {
    await withDemo(async (page) => {
      const faults = faultsOf(page);
      await page.locator('#knobs').getByLabel('Language').selectOption('de');
      await page.locator('#knobs').getByLabel('What computes').selectOption('cpu');
      expect(await page.locator('#markup').textContent()).toMatch(
        /<emotion-meter[^>]* lang="de"[^>]* backend="cpu"/,
      );
      expect(await page.locator('#play').getAttribute('lang')).toBe('de');

      await page.getByLabel('Sample', { exact: true }).check();
      await page.locator('#meter button').click();
      await page.locator('#meter[state=listening]').waitFor();
      const colours = (): Promise<number> =>
        page.locator('#mel').evaluate((canvas) => {
          const { width, height } = canvas as HTMLCanvasElement;
          const data = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data;
          return new Set(new Uint32Array(data?.buffer ?? new ArrayBuffer(0))).size;
        });
      await expect.poll(colours, { timeout: 30_000 }).toBeGreaterThan(20);
      expect(faults).toEqual([]);
    });
  });
});
