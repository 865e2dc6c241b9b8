import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelManifest, ProtocolFigure } from '../../src/core/manifest.js';
import { MODEL_NAMES } from '../../src/recognizer/named-models.js';
import { LAYOUTS } from '../../src/train/corpora/open-corpus.js';
import type { ExperimentResult } from '../../src/train/experiment/experiment-result.js';
import { searchTable, SEARCH_SECTION, type Search } from '../../src/train/report/search-table.js';
import { paperTable, TABLE_SECTION } from '../../src/train/report/paper-table.js';
import { ROOT } from '../support/shell.js';

/** Results of finished experiments, as `train` wrote them, but without the places of files on the machine. */
export const RESULTS = join(ROOT, 'docs/results');

/** Searches for settings, as `tune` left them, likewise. */
export const SEARCHES = join(ROOT, 'docs/searches');

/** A table that is made from files, and stands between two lines. */
interface Table {
  readonly section: RegExp;
  readonly table: () => string;
}

/** The documents with such tables. */
const TABLES: Readonly<Record<string, readonly Table[]>> = {
  'README.md': [
    {
      section: /(<!-- prettier-ignore-start -->\n)[^]*?(<!-- prettier-ignore-end -->)/,
      table: manifestTable,
    },
  ],
  'docs/train.md': [
    { section: /(<!-- corpora: npm run figures -->\n)[^]*?(<!-- \/corpora -->)/, table: corpusTable },
  ],
  'models/README.md': [
    { section: TABLE_SECTION, table: resultTable },
    { section: SEARCH_SECTION, table: searchTables },
  ],
};

/** Their paths. */
export const FIGURED: readonly string[] = Object.keys(TABLES);

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const inPercent = (value: number): string => (100 * value).toFixed(1);
const percent = (value: number): string => `${inPercent(value)} %`;

/** All figures that the models' manifests state: a row a protocol. */
function manifestTable(): string {
  const manifests = MODEL_NAMES.map(
    (name) => readJson(join(ROOT, 'models', name, 'manifest.json')) as ModelManifest,
  );
  return [
    '| model | protocol | UAR | guessing | WAR | macro-F1 | 95 % intervals | clips | speakers | seeds |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...manifests.flatMap(({ id, training: { figures } }) =>
      [...new Set(figures.map(({ protocol }) => protocol))].map((protocol) =>
        protocolRow(
          id,
          figures.filter((figure) => figure.protocol === protocol),
        ),
      ),
    ),
  ].join('\n');
}

function protocolRow(model: string, figures: readonly ProtocolFigure[]): string {
  const [first] = figures;
  if (!first) throw new Error(`${model} has a protocol without figures`);
  const { protocol, interval, classes, clips, speakers, seeds } = first;
  const [uar, war, f1] = (['UAR', 'WAR', 'macro-F1'] as const).map((name) =>
    valueWithInterval(figures.find(({ metric }) => metric === name)),
  );
  const cells = [uar, percent(1 / classes), war, f1, interval?.method ?? 'none', clips, speakers, seeds];
  return `| ${[model, protocol, ...cells].join(' | ')} |`;
}

function valueWithInterval(figure: ProtocolFigure | undefined): string {
  if (!figure) return '';
  const { value, interval } = figure;
  return `${percent(value)}${interval ? ` (${inPercent(interval.low)} to ${inPercent(interval.high)})` : ''}`;
}

/** The corpora that the trainer knows, as it names them where one is missing. */
function corpusTable(): string {
  const rows = LAYOUTS.map(
    ({ name, licence, source, looksFor }) => `| ${[`\`${name}\``, looksFor, source, licence].join(' | ')} |`,
  );
  return [
    '| `--corpus` | what is looked for | where to get it | licence |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** The experiments of `docs/results`, by name, beside the paper's. */
function resultTable(): string {
  const names = readdirSync(RESULTS).sort();
  return paperTable(names.map((name) => readJson(join(RESULTS, name)) as ExperimentResult));
}

/** The best trials of the searches of `docs/searches`. */
function searchTables(): string {
  const names = readdirSync(SEARCHES).sort();
  return names.map((name) => searchTable(readJson(join(SEARCHES, name)) as Search)).join('\n\n');
}

/** A document as it must read for the models and results that stand here. */
export function withFigures(document: string): string {
  return (TABLES[document] ?? []).reduce(
    (text, { section, table }) => {
      if (!section.test(text)) throw new Error(`${document} has no lines ${String(section)}`);
      return text.replace(section, (_, head: string, tail: string) => `${head}\n${table()}\n\n${tail}`);
    },
    readFileSync(join(ROOT, document), 'utf8'),
  );
}
