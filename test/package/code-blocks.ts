import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/shell.js';

/** A piece of code in a document. */
export interface CodeBlock {
  /** As `embed-2`: the document's name, and its place among the code of that document. */
  readonly id: string;
  readonly document: string;
  readonly language: string;
  readonly code: string;
}

/** The documents that people read, below the project's folder. */
export const DOCUMENTS: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The text of one of {@link DOCUMENTS}. */
export function textOf(document: string): string {
  return readFileSync(join(ROOT, document), 'utf8');
}

/** All code of all documents, in order. */
export function codeBlocks(): readonly CodeBlock[] {
  return DOCUMENTS.flatMap((document) => {
    const name = document
      .replace(/^docs\//, '')
      .replace(/\.md$/, '')
      .toLowerCase();
    return [...textOf(document).matchAll(/^```(.*)\n([^]*?)^```/gm)].map(
      ([, language = '', code = ''], index) => ({
        id: `${name}-${index + 1}`,
        document,
        language,
        code,
      }),
    );
  });
}
