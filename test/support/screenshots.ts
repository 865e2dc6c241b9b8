/** `npm run screenshots`: the pictures of the README, from the built demo playing its own synthetic voice. */
import type { Page } from 'playwright';
import { join } from 'node:path';
import { withDemo } from './demo.js';
import type { EmotionCallPanel } from '../../src/components/call-panel/emotion-call-panel.js';
import type {} from '../../src/elements.js';
import { ROOT } from './shell.js';

/** The sample's second voice speaks by then, in seconds of sound. */
const LISTENED = 11;

/** How long the call is followed. */
const CALL_MS = 30_000;

/** Which part of the page is shown at which width, by the name of the picture. */
const PICTURES = [
  { name: 'demo', width: 1280, height: 1120, part: null },
  { name: 'demo-phone', width: 360, height: 780, part: '#meter' },
  { name: 'demo-dark', width: 1280, height: 1120, part: null, dark: true },
  { name: 'demo-wide', width: 1920, height: 1080, part: null },
  { name: 'demo-recording', width: 1280, height: 1100, part: '#recording' },
] as const;

/** A call of the demo, followed until both voices have had their turn. */
async function followCall(page: Page): Promise<void> {
  await page.goto(new URL('call.html', page.url()).href);
  await page.getByRole('button', { name: 'Place the call' }).click();
  await page.locator('emotion-call-panel[state=listening]').waitFor();
  await page.waitForTimeout(CALL_MS);
  await page.locator('emotion-call-panel').evaluate((panel) => {
    (panel as EmotionCallPanel).mark('asked for a refund');
  });
  await page.waitForTimeout(300);
}

/** The live meter on the sample, and a whole recording judged. */
async function fill(page: Page): Promise<void> {
  await page.locator('#recording-sample').click();
  await page.locator('#recording-save:enabled').waitFor();
  await page.evaluate(() => {
    scrollTo(0, 0);
  });
  await page.getByLabel('Sample', { exact: true }).check();
  await page.locator('#meter button').click();
  await page.locator('#meter[state=listening]').waitFor();
  await page.evaluate(
    (seconds) =>
      new Promise<void>((resolve) => {
        document.querySelector('emotion-meter')?.addEventListener('emotion-frame', ({ detail }) => {
          if (detail.valid && detail.tEnd > seconds) resolve();
        });
      }),
    LISTENED,
  );
}

await withDemo(async (page) => {
  await fill(page);
  for (const picture of PICTURES) {
    await page.setViewportSize(picture);
    await page.emulateMedia({ colorScheme: 'dark' in picture ? 'dark' : 'light' });
    await page.evaluate((part) => {
      document.documentElement.style.scrollBehavior = 'auto';
      if (part === null) scrollTo(0, 0);
      else {
        const top = document.querySelector(part)?.getBoundingClientRect().top ?? 0;
        scrollBy(0, top - (document.querySelector('header')?.offsetHeight ?? 0) - 16);
      }
    }, picture.part);
    await page.waitForTimeout(300);
    const path = `docs/${picture.name}.png`;
    await page.screenshot({ path: join(ROOT, path) });
    console.log(path);
  }
  await page.setViewportSize({ width: 1280, height: 1000 });
  await page.emulateMedia({ colorScheme: 'light' });
  await followCall(page);
  await page.locator('emotion-call-panel').screenshot({ path: join(ROOT, 'docs/call-panel.png') });
  console.log('docs/call-panel.png');
});
