/** `npm run screenshots`: the pictures of the README, from the built demo playing its own synthetic voice. */
import { join } from 'node:path';
import { withDemo } from './demo.js';
import { ROOT } from './shell.js';

/** The sample's second voice speaks by then. */
const LISTENING_MS = 11_000;

await withDemo(
  async (page) => {
    await page.getByLabel('Sample').check();
    await page.locator('emotion-meter button').click();
    await page.waitForFunction(
      () => document.querySelector('emotion-meter')?.getAttribute('state') === 'listening',
    );
    await page.waitForTimeout(LISTENING_MS);
    await page.screenshot({ path: join(ROOT, 'docs/demo.png') });
  },
  { scale: 1 },
);
console.log('docs/demo.png');
