import { transform } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Browser, Page } from 'playwright';
import { format } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PreviewServer } from 'vite';
import { ENGLISH } from '../../src/components/texts/english.js';
import { listByIndex } from '../../src/train/corpora/index-csv.js';
import { serveFolder, type FolderServer } from '../support/serve-verbatim.js';
import { ROOT, runProgram } from '../support/shell.js';
import { CDN, isRunnable, serveApp, writeApp } from './code-app.js';
import { codeBlocks, DOCUMENTS, textOf, type CodeBlock } from './code-blocks.js';
import { elementReference } from './element-reference.js';
import { installPacked, type PackedApp } from './packed.js';
import { FIGURED, RESULTS, withFigures } from './readme-figures.js';
import { errorsOf, launchBrowser, tryMeter } from './try-page.js';

const blocks = codeBlocks();
const inLanguage = (language: string): readonly CodeBlock[] =>
  blocks.filter((block) => block.language === language);

const KNOWN = ['html', 'js', 'ts', 'tsx', 'css', 'json', 'sh', 'http', 'yaml', 'csv'];

let app: PackedApp;
let cdn: FolderServer;

beforeAll(async () => {
  app = installPacked();
  cdn = await serveFolder(app.folder, { 'Access-Control-Allow-Origin': '*' });
  writeApp(app, blocks, cdn.origin);
});

afterAll(() => {
  cdn.close();
  app.remove();
});

describe('the documents', () => {
  it.each(FIGURED)('%s states the figures of the files that it is made from', (document) => {
    expect(textOf(document)).toBe(withFigures(document));
  });

  it('say nothing about the machine in their results', () => {
    const places = readdirSync(RESULTS).map((name) =>
      readFileSync(join(RESULTS, name), 'utf8').match(/[" ]\/\w/g),
    );
    expect(places.flat().filter((place) => place !== null)).toEqual([]);
  });

  it('describe the elements as their manifest does', () => {
    expect(textOf('docs/elements.md')).toBe(elementReference());
  });

  it('tell what to do about every error code', () => {
    const told = [...textOf('docs/troubleshooting.md').matchAll(/^### `([a-z-]+)`$/gm)].map(
      ([, code]) => code,
    );
    expect(told.toSorted()).toEqual(Object.keys(ENGLISH.errors).toSorted());
  });

  it.each(DOCUMENTS)('%s names only files and headings that exist', (document) => {
    const links = [...textOf(document).matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link]) => link ?? '');
    const broken = links.filter((link) => {
      const [path = '', heading] = link.split('#');
      const file = path === '' ? document : join(dirname(document), path);
      if (!existsSync(join(ROOT, file))) return true;
      return heading !== undefined && !headingsOf(textOf(file)).includes(heading);
    });
    expect(broken).toEqual([]);
  });

  it('link to nothing and show no picture that the package does not hold', () => {
    const missing = DOCUMENTS.flatMap((document) => {
      const named = textOf(document).matchAll(/\]\((?!https?:|#)([^)#]+)|<img src="([^"]+)"/g);
      const links = [...named].map(([, link, picture]) => link ?? picture ?? '');
      return links.map((link) => relative(ROOT, join(ROOT, dirname(document), link)));
    });
    expect([...new Set(missing)].filter((file) => !existsSync(join(app.installed, file)))).toEqual([]);
  });

  it.each(DOCUMENTS)('%s names only scripts that exist', (document) => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...textOf(document).matchAll(/npm (?:run (?:--silent )?)?([a-z]+(?::[a-z]+)?)/g)];
    const unknown = named.map(([, name]) => name ?? '').filter((name) => !(name in scripts));
    expect(unknown.filter((name) => !['install', 'ci', 'pack'].includes(name))).toEqual([]);
  });
});

function headingsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe('code in the documents', () => {
  it('is in languages that are tried here', () => {
    expect(blocks.filter(({ language }) => !KNOWN.includes(language)).map(({ id }) => id)).toEqual([]);
  });

  it('type-checks against the packed types', async () => {
    const { code, output } = await runProgram(['tsc', '-p', join(app.folder, 'tsconfig.json')]);
    expect(output).toBe('');
    expect(code).toBe(0);
  });

  it.each(inLanguage('sh'))('$id is a script that a shell can read', ({ code }) => {
    execFileSync('bash', ['-n'], { input: code });
  });

  it.each(inLanguage('js'))('$id runs in bare Node and says something', ({ id, code }) => {
    writeFileSync(join(app.folder, `${id}.mjs`), code);
    expect(execFileSync(process.execPath, [`${id}.mjs`], { cwd: app.folder, encoding: 'utf8' })).not.toBe('');
  });

  it.each(inLanguage('yaml'))('$id is YAML', async ({ code }) => {
    await expect(format(code, { parser: 'yaml' })).resolves.toContain(':');
  });

  it.each(inLanguage('csv'))('$id is an index that the trainer reads', async ({ id, code }) => {
    const folder = join(app.folder, id);
    mkdirSync(folder);
    writeFileSync(join(folder, 'index.csv'), code);
    await expect(listByIndex(folder)).resolves.toHaveLength(code.trim().split('\n').length - 1);
  });

  it.each(inLanguage('json'))('$id is JSON', ({ code }) => {
    JSON.parse(code);
  });

  it.each(inLanguage('css'))(
    '$id is CSS, and names only parts and properties that elements have',
    async ({ code }) => {
      const { warnings } = await transform(code, { loader: 'css', logLevel: 'silent' });
      expect(warnings).toEqual([]);
      const reference = elementReference();
      const named = [...code.matchAll(/::part\(([\w-]+)\)|(--emotion[\w-]+)/g)];
      const unknown = named.map(([, part, property]) => part ?? property ?? '');
      expect(unknown.filter((name) => !reference.includes(`\`${name}\``) && !isOfAnEmotion(name))).toEqual(
        [],
      );
    },
  );
});

/** Whether `name` comes of `--emotion-color-{emotion}` or `bar-{emotion}`. */
function isOfAnEmotion(name: string): boolean {
  const emotion = /^(?:--emotion-color|bar)-(\w+)$/.exec(name)?.[1];
  return emotion !== undefined && emotion in ENGLISH.emotions;
}

describe('pages out of the documents, in Chromium', () => {
  let browser: Browser;
  let server: PreviewServer;

  beforeAll(async () => {
    browser = await launchBrowser();
    server = await serveApp(app, blocks);
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  it.each(blocks.filter(isRunnable))('$id runs and says something, without an error', async ({ id }) => {
    const page = await browser.newPage();
    const errors = errorsOf(page);
    const news = await firstNews(page);
    await page.goto(new URL(`${id}.html`, server.resolvedUrls?.local[0]).href);
    await page.locator('button').first().click();
    await news.logged;
    expect(errors).toEqual([]);
    await page.close();
  });

  it('bring the worker along, and what lies beside it', () => {
    const assets = readdirSync(join(app.folder, 'out/assets'));
    for (const part of ['inference-worker', 'tfjs-backend-wasm-simd', 'tfjs-backend-webgpu'])
      expect(assets.filter((name) => name.startsWith(`${part}-`))).toHaveLength(1);
  });

  it.each(inLanguage('http'))('$id is a policy under which the page before it runs', async (block) => {
    const [, policy = ''] = /^Content-Security-Policy: ([^]+)$/.exec(block.code.trim()) ?? [];
    const strict = await serveFolder(join(app.folder, 'out'), {
      'Content-Security-Policy': policy.replaceAll(CDN, cdn.origin),
    });
    const page = blocks.slice(0, blocks.indexOf(block)).findLast(({ language }) => language === 'html');
    try {
      const { failure, errors } = await tryMeter(browser, `${strict.origin}/${page?.id}.html`);
      expect(failure).toBeNull();
      expect(errors).toEqual([]);
    } finally {
      strict.close();
    }
  });
});

/** Listens from the page's next start on; `logged` resolves when the page logs a line, or an element in it has heard something. */
async function firstNews(page: Page): Promise<{ readonly logged: Promise<unknown> }> {
  const logged = page.waitForEvent('console', {
    predicate: (message) => message.type() === 'log',
    // The test's own time is the limit.
    timeout: 0,
  });
  await page.addInitScript(() => {
    document.addEventListener('emotion-frame', () => {
      console.log('an element has heard something');
    });
  });
  return { logged };
}
