import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';

/** Where Debian's package puts Chromium. */
const DEBIAN_CHROMIUM = '/usr/bin/chromium';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const FIXED_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Launch arguments of every browser test: fake microphone, no permission prompt, software GPU, no network of its own. */
export const BROWSER_ARGS: readonly string[] = [
  '--no-sandbox',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

function systemBrowser(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)));
  return [...onPath, ...FIXED_PLACES].find((file) => existsSync(file));
}

function playwrightBrowser(): string | undefined {
  const file = chromium.executablePath();
  return existsSync(file) ? file : undefined;
}

/**
 * The browser that is already here: `CHROME_PATH`, a system Chromium or Chrome, Playwright's own; `undefined` when there is none.
 * @throws Error when `CHROME_PATH` names a file that does not exist.
 */
export function lookForBrowser(): string | undefined {
  const chosen = process.env['CHROME_PATH'];
  if (chosen === undefined || chosen === '') return systemBrowser() ?? playwrightBrowser();
  if (!existsSync(chosen)) throw new Error(`CHROME_PATH is ${chosen}, where no file is`);
  return chosen;
}

function installOnDebian(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return undefined;
  console.log('No browser here: installing Debian’s chromium (apt-get install chromium) ...');
  for (const args of [['update'], ['install', '-y', 'chromium']])
    spawnSync('apt-get', args, {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  return systemBrowser();
}

/**
 * As {@link lookForBrowser}; as root on Debian it installs one when there is none.
 * @throws Error naming the four ways to have one.
 */
export function findBrowser(): string {
  const browser = lookForBrowser() ?? installOnDebian();
  if (browser === undefined)
    throw new Error(
      'The browser tests need Chromium: set CHROME_PATH to one, install Chromium or Chrome on this system, ' +
        'run "npx playwright install chromium", or run this as root on Debian, where it installs itself.',
    );
  return browser;
}

/** The path to hand to a launcher before anything is started: where the browser is, or where an installation will put it. */
export function expectedBrowser(): string {
  return lookForBrowser() ?? DEBIAN_CHROMIUM;
}
