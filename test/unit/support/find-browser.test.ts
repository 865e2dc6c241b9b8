import { afterEach, expect, it, vi } from 'vitest';
import { lookForBrowser } from '../../support/find-browser.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

it('takes CHROME_PATH before any other browser', () => {
  vi.stubEnv('CHROME_PATH', process.execPath);
  expect(lookForBrowser()).toBe(process.execPath);
});

it('refuses a CHROME_PATH where nothing is, instead of taking another browser', () => {
  vi.stubEnv('CHROME_PATH', '/nowhere/chrome');
  expect(() => lookForBrowser()).toThrow('CHROME_PATH is /nowhere/chrome, where no file is');
});
