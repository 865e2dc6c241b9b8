/**
 * `npm run figures`: writes the README's accuracy table from the models' manifests, so that no figure is typed by hand.
 * @module
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'prettier';
import type { ModelManifest, ProtocolFigure } from '../../src/core/manifest.js';
import { ROOT } from './shell.js';

const README = join(ROOT, 'README.md');
const PART = /(<!-- figures:[^>]*-->\n)[\s\S]*?(<!-- \/figures -->)/;

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

function row(
  id: string,
  { protocol, metric, value, interval, clips, speakers, seeds }: ProtocolFigure,
): string {
  const range = interval === undefined ? 'none' : `${percent(interval.low)} to ${percent(interval.high)}`;
  return `| ${id} | ${protocol} | ${metric} | ${percent(value)} | ${range} | ${clips} | ${speakers} | ${seeds} |`;
}

function table(manifests: readonly ModelManifest[]): string {
  const rows = manifests.flatMap(({ id, training }) => training.figures.map((figure) => row(id, figure)));
  const methods = new Set(
    manifests.flatMap(({ training }) => training.figures.map(({ interval }) => interval?.method ?? 'none')),
  );
  return [
    '| model | protocol | metric | value | 95 % interval | clips | speakers | seeds |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
    `Intervals: ${[...methods].join('; ')}. UAR: mean recall over the classes; WAR: share of all clips that is right.`,
  ].join('\n');
}

/** The README with its figures as the manifests have them now. */
export async function readmeWithFigures(): Promise<string> {
  const folders = readdirSync(join(ROOT, 'models'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  const manifests = folders.map(
    ({ name }) =>
      JSON.parse(readFileSync(join(ROOT, 'models', name, 'manifest.json'), 'utf8')) as ModelManifest,
  );
  const text = readFileSync(README, 'utf8').replace(
    PART,
    (_, start: string, end: string) => `${start}\n${table(manifests)}\n\n${end}`,
  );
  return format(text, { parser: 'markdown', printWidth: 110, singleQuote: true });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(README, await readmeWithFigures());
