import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelManifest, ProtocolFigure } from '../../src/core/manifest.js';
import type { ExperimentResult } from '../../src/train/experiment/experiment-result.js';
import { paperTable, TABLE_SECTION } from '../../src/train/report/paper-table.js';
import { modelNames } from '../support/model-names.js';
import { ROOT } from '../support/shell.js';

/** Results of finished experiments, as `train` wrote them, but without the places of files on the machine. */
export const RESULTS = join(ROOT, 'docs/results');

/** The documents with a table that is made from files, each with its table, between two lines. */
const TABLES: Readonly<Record<string, { readonly section: RegExp; readonly table: () => string }>> = {
  'README.md': {
    section: /(<!-- prettier-ignore-start -->\n)[^]*?(<!-- prettier-ignore-end -->)/,
    table: manifestTable,
  },
  'models/README.md': {
    section: TABLE_SECTION,
    table: resultTable,
  },
};

/** Their paths. */
export const FIGURED: readonly string[] = Object.keys(TABLES);

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

function row(
  model: string,
  { protocol, metric, value, interval, clips, speakers, seeds }: ProtocolFigure,
): string {
  const range = interval ? `${percent(interval.low)} to ${percent(interval.high)} (${interval.method})` : '';
  return `| ${[model, protocol, metric, percent(value), range, clips, speakers, seeds].join(' | ')} |`;
}

/** All figures that the shipped models' manifests state. */
function manifestTable(): string {
  const manifests = modelNames().map(
    (name) => readJson(join(ROOT, 'models', name, 'manifest.json')) as ModelManifest,
  );
  return [
    '| model | protocol | metric | value | 95 % interval | clips | speakers | seeds |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...manifests.flatMap(({ id, training }) => training.figures.map((figure) => row(id, figure))),
  ].join('\n');
}

/** The experiments of `docs/results`, by name, beside the paper's. */
function resultTable(): string {
  const names = readdirSync(RESULTS).sort();
  return paperTable(names.map((name) => readJson(join(RESULTS, name)) as ExperimentResult));
}

/** A document as it must read for the models and results that stand here. */
export function withFigures(document: string): string {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const { section, table } = TABLES[document] ?? {};
  if (section === undefined || table === undefined || !section.test(text))
    throw new Error(`${document} has no section of figures`);
  return text.replace(section, (_, head: string, tail: string) => `${head}\n${table()}\n\n${tail}`);
}
