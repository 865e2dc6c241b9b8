import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, preview, type PreviewServer } from 'vite';
import type { CodeBlock } from './code-blocks.js';
import type { PackedApp } from './packed.js';

const TSCONFIG = {
  compilerOptions: {
    target: 'ES2022',
    module: 'ESNext',
    moduleResolution: 'bundler',
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    jsx: 'react-jsx',
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
  },
  include: ['*.ts', '*.tsx'],
};

/** Without an icon of its own, a page asks for one that is not there. */
const HEAD = '<!doctype html><link rel="icon" href="data:," />\n';

/** The CDN of the documents. */
export const CDN = 'https://cdn.jsdelivr.net';

/** Where the package lies there. Without a path it gives the script too, but at an address beside which nothing else lies. */
const PACKAGE = new RegExp(`${CDN.replaceAll('.', '\\.')}/npm/emotion-meter@[\\d.]+/`, 'g');

const BUTTON = '<button>Listen</button>';

/** Languages, beside HTML, whose code makes a page. */
const RUNNABLE: readonly string[] = ['ts', 'tsx'];

/** Whether a block runs in a page by itself. Markup without a script is the page of the code that follows it. */
export function isRunnable({ language, code }: CodeBlock): boolean {
  return language === 'html' ? code.includes('<script') : RUNNABLE.includes(language);
}

/**
 * Makes a user's Vite app of the code of the documents, on the packed package: a page for each block. TypeScript runs in the page of the
 * markup before it in the same document, else beside a button; TSX has to export `App`, which is rendered in strict mode.
 * @param cdn origin that stands for the CDN of the documents.
 */
export function writeApp({ folder, installed }: PackedApp, blocks: readonly CodeBlock[], cdn: string): void {
  const write = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text);
  };
  const served = `${cdn}/node_modules/emotion-meter/`;
  write('package.json', '{ "type": "module" }');
  write('tsconfig.json', JSON.stringify(TSCONFIG));
  mkdirSync(join(folder, 'out'));
  // The model of one's own that the guide to training serves.
  cpSync(join(installed, 'models/emodb'), join(folder, 'public/models/mine'), { recursive: true });
  // The package as the first page of the README serves it.
  for (const part of ['dist', 'models'])
    cpSync(join(installed, part), join(folder, 'public/emotion-meter', part), { recursive: true });
  for (const block of blocks.filter(isRunnable)) {
    if (block.language !== 'html') write(`${block.id}.${block.language}`, block.code);
    if (block.language === 'tsx') write(`${block.id}-root.ts`, rootOf(block));
    write(`${block.id}.html`, `${HEAD}${pageOf(block, blocks)}`.replace(PACKAGE, served));
  }
}

function pageOf(block: CodeBlock, blocks: readonly CodeBlock[]): string {
  const { id, language, code } = block;
  if (language === 'html') return code;
  const script = (file: string): string => `<script type="module" src="./${file}"></script>`;
  if (language === 'tsx') return `<div id="root"></div>${script(`${id}-root.ts`)}`;
  const before = blocks
    .slice(0, blocks.indexOf(block))
    .findLast(({ document, language }) => document === block.document && language === 'html');
  const markup = before === undefined || before.code.includes('<script') ? BUTTON : before.code;
  return `${markup}${script(`${id}.ts`)}`;
}

function rootOf({ id }: CodeBlock): string {
  return `import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './${id}';
createRoot(document.querySelector('#root') as HTMLElement).render(createElement(StrictMode, null, createElement(App)));
`;
}

/** Builds the app with Vite, for production as users do, and serves what came out. */
export async function serveApp({ folder }: PackedApp, blocks: readonly CodeBlock[]): Promise<PreviewServer> {
  const input = blocks.filter(isRunnable).map(({ id }) => join(folder, `${id}.html`));
  process.env['NODE_ENV'] = 'production';
  await build({
    root: folder,
    logLevel: 'silent',
    configFile: false,
    build: { outDir: 'out', rolldownOptions: { input } },
  });
  return preview({ root: folder, configFile: false, build: { outDir: 'out' }, preview: { port: 0 } });
}
