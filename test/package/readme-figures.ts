import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelManifest, ProtocolFigure } from '../../src/core/manifest.js';
import { modelNames } from '../support/model-names.js';
import { ROOT } from '../support/shell.js';

const README = join(ROOT, 'README.md');
const SECTION = /(<!-- prettier-ignore-start -->\n)[^]*?(<!-- prettier-ignore-end -->)/;

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

function row(
  model: string,
  { protocol, metric, value, interval, clips, speakers, seeds }: ProtocolFigure,
): string {
  const range = interval ? `${percent(interval.low)} to ${percent(interval.high)} (${interval.method})` : '';
  return `| ${[model, protocol, metric, percent(value), range, clips, speakers, seeds].join(' | ')} |`;
}

/** The table of all figures that the shipped models' manifests state. */
function table(): string {
  const manifests = modelNames().map(
    (name) => JSON.parse(readFileSync(join(ROOT, 'models', name, 'manifest.json'), 'utf8')) as ModelManifest,
  );
  return [
    '| model | protocol | metric | value | 95 % interval | clips | speakers | seeds |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...manifests.flatMap(({ id, training }) => training.figures.map((figure) => row(id, figure))),
  ].join('\n');
}

/** The README as it must read for the models that stand in `models/`. */
export function readmeWithFigures(): string {
  const readme = readFileSync(README, 'utf8');
  if (!SECTION.test(readme)) throw new Error('README.md has no section of figures');
  return readme.replace(SECTION, (_, head: string, tail: string) => `${head}\n${table()}\n\n${tail}`);
}

/** Puts the figures of the manifests into the README. */
export function writeFigures(): void {
  writeFileSync(README, readmeWithFigures());
}
