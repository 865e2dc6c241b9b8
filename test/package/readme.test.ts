import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, preview } from 'vite';
import { BROWSER_ARGS, findBrowser } from '../support/find-browser.js';
import { ROOT, runProgram } from '../support/shell.js';
import { installPacked, type PackedApp } from './packed.js';
import { readmeWithFigures } from './readme-figures.js';

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** The README's code of one language, in order. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(
    ([, code]) => code ?? '',
  );
}

const TSCONFIG = {
  compilerOptions: {
    target: 'ES2022',
    module: 'ESNext',
    moduleResolution: 'bundler',
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
  },
  include: ['*.ts'],
};

/** Without an icon of its own, a page asks for one that is not there. */
const HEAD = '<!doctype html><link rel="icon" href="data:," />\n';

let app: PackedApp;

/** A user's Vite app out of the README's page and its module, on the packed package. */
beforeAll(() => {
  app = installPacked();
  const [page = ''] = blocks('html');
  const [module = ''] = blocks('ts');
  writeFileSync(join(app.folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(app.folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  writeFileSync(join(app.folder, 'element.html'), `${HEAD}${page}`);
  writeFileSync(join(app.folder, 'main.ts'), module);
  const body = '<button>Listen</button><script type="module" src="./main.ts"></script>';
  writeFileSync(join(app.folder, 'index.html'), `${HEAD}${body}`);
  mkdirSync(join(app.folder, 'out'));
});

afterAll(() => {
  app.remove();
});

describe('the README', () => {
  it('states the figures of the shipped models', () => {
    expect(readme).toBe(readmeWithFigures());
  });

  it('names only scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...readme.matchAll(/npm (?:run (?:--silent )?)?([a-z:]+)/g)].map(([, name]) => name ?? '');
    expect(named.filter((name) => name !== 'install' && !(name in scripts))).toEqual([]);
  });

  it('has an example that type-checks against the packed types', async () => {
    const { code, output } = await runProgram(['tsc', '-p', join(app.folder, 'tsconfig.json')]);
    expect(output).toBe('');
    expect(code).toBe(0);
  });

  it('has examples that run in a Vite app, in Chromium, without an error', async () => {
    const root = app.folder;
    await build({
      root,
      logLevel: 'silent',
      configFile: false,
      build: {
        outDir: 'out',
        rolldownOptions: { input: [join(root, 'index.html'), join(root, 'element.html')] },
      },
    });
    const server = await preview({ root, configFile: false, build: { outDir: 'out' }, preview: { port: 0 } });
    const browser = await chromium.launch({ executablePath: findBrowser(), args: [...BROWSER_ARGS] });
    try {
      for (const path of ['index.html', 'element.html']) {
        const page = await browser.newPage();
        const errors: string[] = [];
        const lines: string[] = [];
        page.on('pageerror', (error) => errors.push(error.message));
        page.on('console', (message) => (message.type() === 'error' ? errors : lines).push(message.text()));
        await page.goto(new URL(path, server.resolvedUrls?.local[0]).href);
        const said = page.waitForEvent('console', { timeout: 30_000 });
        await page.locator('button').click();
        await said;
        expect(errors, path).toEqual([]);
        expect(lines, path).not.toHaveLength(0);
        await page.close();
      }
    } finally {
      await browser.close();
      await server.close();
    }
  });
});
