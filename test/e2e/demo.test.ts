import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { analyzeFile } from '../../src/analyze/analyze-file.js';
import type { EmotionResult } from '../../src/core/result.js';
import type {} from '../../src/elements.js';
import { loadModel } from '../../src/node/load-model.js';
import type {} from '../../src/timeline.js';
import { withDemo } from '../support/demo.js';
import { encodeWav } from '../support/encode-wav.js';
import { ROOT } from '../support/shell.js';
import { babble } from '../support/signals.js';

/** Widths at which people see the site: a phone of long ago or a page at 400 %, the narrowest phone, and a large screen. */
const WIDTHS = [320, 360, 1920];
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
          const edges = await page
            .locator('.brand, h1')
            .evaluateAll((all) => all.map((element) => Math.round(element.getBoundingClientRect().left)));
          expect(new Set(edges).size, `left edges of ${name} at ${width} px`).toBe(1);
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

  it('judges a recording of 16 kHz as analyze does, and the same one again for another model', async () => {
    const name = join(mkdtempSync(join(tmpdir(), 'recording-')), 'recording.wav');
    writeFileSync(name, encodeWav([babble(6)]));
    const inference = await loadModel('general', { backend: 'wasm', folder: ROOT });
    const report = await analyzeFile('recording.wav', name, inference);
    inference.dispose();
    if (!('frames' in report)) throw new Error(report.error.message);
    await withDemo(async (page) => {
      await page.locator('#recording-file').setInputFiles(name);
      // Browsers tell of no change when the file that stands there is chosen again.
      expect(await page.locator('#recording-file').inputValue()).toBe('');
      await page.locator('#recording-save:enabled').waitFor();
      const saved = page.waitForEvent('download');
      await page.locator('#recording-save').click();
      const { All: results = [] } = JSON.parse(readFileSync(await (await saved).path(), 'utf8')) as {
        All?: EmotionResult[];
      };
      expect(results.map(({ tEnd }) => tEnd.toFixed(3))).toEqual(report.frames.map(({ t }) => t.toFixed(3)));
      for (const [index, { probabilities }] of results.entries())
        for (const [label, p] of Object.entries(report.frames[index]?.probabilities ?? {}))
          expect(probabilities[label as keyof typeof probabilities], `${label} at ${index}`).toBeCloseTo(
            p,
            2,
          );

      await page.locator('#model').selectOption('emodb');
      await page.locator('#recording-file').setInputFiles(name);
      await page.locator('#recording-save:disabled').waitFor();
      await page.locator('#recording-save:enabled').waitFor();
      expect(await page.locator('#recording-left').textContent()).toBe('');
    });
  });

  it('lets text be dropped where text belongs', async () => {
    await withDemo(async (page) => {
      const taken = await page.locator('#knobs input[name=label]').evaluate((field) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.setData('text/plain', 'A name');
        return !field.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      });
      expect(taken, 'the page leaves the drop to the field').toBe(false);
      expect(await statusOf(page)).toBe('Nothing yet');
    });
  });

  it('says so when a file is no sound, however long its name, and keeps nothing of it', async () => {
    await withDemo(async (page) => {
      await page.setViewportSize({ width: 320, height: 900 });
      const name = `${'letter_'.repeat(30)}.txt`;
      const file = { name, mimeType: 'text/plain', buffer: Buffer.from('Dear Sir or Madam') };
      await page.locator('#recording-file').setInputFiles(file);
      await expect.poll(() => statusOf(page)).toBe(`${name} is no sound that this browser can read`);
      expect(await page.locator('#recording-progress').getAttribute('value')).toBe('0');
      expect(await page.locator('#recording-audio').isVisible()).toBe(false);
      await page.getByLabel('File', { exact: true }).check();
      await page.locator('#file').setInputFiles(file);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    });
  });

  it('takes another backend while the first is loading, and is of one mind with its controls after Back', async () => {
    await withDemo(async (page) => {
      await page.getByLabel('Sample', { exact: true }).check();
      await page.locator('#backend').selectOption('wasm');
      await page.locator('#meter button').click();
      await page.locator('#meter[state=loading]').waitFor();
      await page.locator('#backend').selectOption('cpu');
      await page.locator('#readouts div', { hasText: 'Backend' }).getByText('cpu').waitFor();

      await page.locator('#model').selectOption('emodb');
      await page.goto(new URL('call.html', page.url()).href);
      await page.goBack();
      const { model } = await page
        .locator('#meter')
        .evaluate((meter) => ({ model: (meter as HTMLElementTagNameMap['emotion-meter']).model }));
      expect(await page.locator('#model').inputValue()).toBe(model || 'general');
    });
  });

  it('keeps the theme and the language that were chosen, on both pages', async () => {
    await withDemo(async (page) => {
      await page.getByLabel('Theme').selectOption('dark');
      await page.getByLabel('Language of the elements').selectOption('de');
      await page.goto(new URL('call.html', page.url()).href);
      expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
      expect(await page.locator('#panel').getAttribute('lang')).toBe('de');
      await page.getByLabel('Theme').selectOption('light');
      await page.goBack();
      expect(await page.getByLabel('Theme').inputValue()).toBe('light');
      expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
      expect(await page.locator('#meter').getAttribute('lang')).toBe('de');
    });
  });

  it('shows each figure beside the place of guessing among its own classes, and the whole card', async () => {
    await withDemo(async (page) => {
      const card = page.locator('article', { hasText: 'Model general' });
      const figures = card.locator('.figure', { hasText: 'UAR' });
      for (const [classes, guessing] of [
        [7, '14.3 %'],
        [4, '25.0 %'],
      ] as const) {
        const among = figures.filter({ hasText: `${classes} classes` });
        await among.first().waitFor();
        for (const figure of await among.allTextContents()) expect(figure).toContain(`Guessing: ${guessing}`);
      }
      await card.getByText('The whole card').click();
      await card.getByText('# Model `general`').waitFor();
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
      await page.locator('#knobs').getByLabel('threshold-on').fill('0.4');
      await page.locator('#knobs').getByLabel('threshold-off').fill('0.5');
      await page.getByText('Must not be above threshold-on, 0.4').waitFor();
      expect(await page.locator('#play').getAttribute('threshold-off')).toBeNull();
      await page.locator('[name=threshold-on]').fill('0.6');
      expect(await page.locator('#play').getAttribute('threshold-off')).toBe('0.5');
      expect(await page.locator('#knobs').getByLabel('Background').inputValue()).toBe('#ffffff');

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
